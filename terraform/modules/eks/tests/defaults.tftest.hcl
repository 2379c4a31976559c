mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  name                            = "cloudnative-test"
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
    condition     = aws_eks_cluster.this.enabled_cluster_log_types == toset(["api", "audit", "authenticator", "controllerManager", "scheduler"])
    error_message = "All five control plane logs must be on."
  }

  assert {
    condition     = aws_cloudwatch_log_group.cluster.name == "/aws/eks/cloudnative-test/cluster" && aws_cloudwatch_log_group.cluster.retention_in_days == 365
    error_message = "The log group must exist before EKS makes an endless one."
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

  assert {
    condition     = keys(aws_eks_addon.after_nodes) == ["coredns"] && !contains(keys(aws_eks_addon.before_nodes), "coredns")
    error_message = "DNS must wait for a node, or EKS calls it degraded."
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
