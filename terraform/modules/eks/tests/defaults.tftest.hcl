mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                            = "cloudnative-test"
  today                           = "2026-11-23"
  log_key_arn                     = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
  private_subnet_ids              = ["subnet-a", "subnet-b"]
  control_plane_security_group_id = "sg-control"
  node_security_group_id          = "sg-nodes"
  admin_arns                      = ["arn:aws:iam::123456789012:role/admin"]
  node_groups = {
    general = { instance_types = ["m7g.large"], min_size = 2, max_size = 4 }
  }
}

run "the_control_plane_is_private_encrypted_and_logged" {
  command = plan

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_private_access && !aws_eks_cluster.this.vpc_config[0].endpoint_public_access
    error_message = "Without named ranges the Kubernetes API must be private."
  }

  assert {
    condition     = aws_eks_cluster.this.encryption_config[0].resources == toset(["secrets"])
    error_message = "Kubernetes Secrets must be encrypted."
  }

  assert {
    condition     = aws_kms_key.cluster.enable_key_rotation
    error_message = "The key must rotate."
  }

  assert {
    condition     = [for statement in jsondecode(aws_kms_key.cluster.policy).Statement : statement.Sid] == ["AccountDecidesByIam"]
    error_message = "IAM alone must say who may use the key."
  }

  assert {
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All five control plane logs must be on."
  }

  assert {
    condition     = aws_cloudwatch_log_group.cluster.name == "/aws/eks/cloudnative-test/cluster" && aws_cloudwatch_log_group.cluster.retention_in_days == 365
    error_message = "The log group must exist before EKS makes an endless one."
  }

  assert {
    condition     = aws_cloudwatch_log_group.cluster.kms_key_id == var.log_key_arn
    error_message = "The control plane's logs must be encrypted with the platform's key of logs."
  }
}

run "access_is_by_entries_only" {
  command = plan

  assert {
    condition     = aws_eks_cluster.this.access_config[0].authentication_mode == "API"
    error_message = "The aws-auth ConfigMap must not count."
  }

  assert {
    condition     = aws_eks_cluster.this.access_config[0].bootstrap_cluster_creator_admin_permissions == false
    error_message = "The creator must not become an invisible administrator."
  }

  assert {
    condition     = keys(aws_eks_access_policy_association.admin) == ["arn:aws:iam::123456789012:role/admin"]
    error_message = "Exactly the named administrators get the cluster-admin policy."
  }
}

run "nodes_want_imds_tokens_and_one_hop" {
  command = plan

  assert {
    condition     = aws_launch_template.node["general"].metadata_options[0].http_tokens == "required" && aws_launch_template.node["general"].metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods must not reach the node's credentials."
  }

  assert {
    condition     = aws_launch_template.node["general"].block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "Node disks must be encrypted."
  }

  assert {
    condition     = aws_launch_template.node["general"].vpc_security_group_ids == toset(["sg-nodes"])
    error_message = "Nodes must be in the network's own security group and no other."
  }
}

run "network_policies_are_enforced" {
  command = plan

  assert {
    condition     = jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).enableNetworkPolicy == "true"
    error_message = "The VPC CNI enforces NetworkPolicies only when told to."
  }
}

run "addons_wait_for_what_they_need" {
  command = plan

  assert {
    condition     = keys(aws_eks_addon.before_nodes) == ["eks-pod-identity-agent", "kube-proxy", "vpc-cni"]
    error_message = "A node needs its agents of network and identity from the start."
  }

  assert {
    condition     = keys(aws_eks_addon.after_nodes) == ["aws-ebs-csi-driver", "coredns"]
    error_message = "DNS and the volume driver must wait for a node, or EKS calls them degraded."
  }
}

run "what_addons_make_can_be_found_by_tag" {
  command = plan

  assert {
    condition = jsondecode(aws_eks_addon.after_nodes["aws-ebs-csi-driver"].configuration_values).controller == {
      extraVolumeTags = { platform = "cloudnative-test", managed-by = "aws-ebs-csi-driver" }
    }
    error_message = "Volumes must carry the platform's name."
  }

  assert {
    condition = jsondecode(jsondecode(aws_eks_addon.before_nodes["vpc-cni"].configuration_values).env.ADDITIONAL_ENI_TAGS) == {
      platform = "cloudnative-test", managed-by = "vpc-cni"
    }
    error_message = "Network interfaces must carry the platform's name."
  }
}

run "nodes_run_on_graviton_on_demand_by_default" {
  command = plan

  assert {
    condition     = aws_eks_node_group.this["general"].ami_type == "AL2023_ARM_64_STANDARD" && aws_eks_node_group.this["general"].capacity_type == "ON_DEMAND"
    error_message = "Graviton on demand is the default."
  }

  assert {
    condition     = aws_eks_node_group.this["general"].scaling_config[0].desired_size == 2
    error_message = "A group starts at its smallest size."
  }
}
