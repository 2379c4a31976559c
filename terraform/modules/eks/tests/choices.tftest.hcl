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
    general = { instance_types = ["m7g.large"], min_size = 1, max_size = 4 }
  }
}

run "a_restricted_public_endpoint" {
  command = plan

  variables {
    public_access_cidrs = ["203.0.113.0/24"]
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].endpoint_public_access && aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["203.0.113.0/24"])
    error_message = "Only the named range may reach the Kubernetes API."
  }
}

run "everyone_when_it_is_meant" {
  command = plan

  variables {
    public_access_cidrs        = ["0.0.0.0/0"]
    public_access_for_everyone = true
  }

  assert {
    condition     = aws_eks_cluster.this.vpc_config[0].public_access_cidrs == toset(["0.0.0.0/0"])
    error_message = "A choice that was asked for twice must be honoured."
  }
}

run "spot_and_intel_in_a_second_group" {
  command = plan

  variables {
    node_groups = {
      general = { instance_types = ["m7g.large"], min_size = 1, max_size = 4 }
      batch = {
        instance_types = ["m7i.large", "m6i.large"], ami_type = "AL2023_x86_64_STANDARD", capacity_type = "SPOT"
        min_size       = 1, max_size = 10, disk_size_gib = 100, labels = { purpose = "batch" }
      }
    }
  }

  assert {
    condition     = aws_eks_node_group.this["batch"].capacity_type == "SPOT" && aws_eks_node_group.this["batch"].labels["purpose"] == "batch"
    error_message = "The second group must be as described."
  }

  assert {
    condition     = aws_launch_template.node["batch"].block_device_mappings[0].ebs[0].volume_size == 100
    error_message = "Each group has its own disk size."
  }
}

run "no_addons" {
  command = plan

  variables {
    addons = []
  }

  assert {
    condition     = length(aws_eks_addon.before_nodes) + length(aws_eks_addon.after_nodes) == 0
    error_message = "A cluster that brings its own network must get no add-ons."
  }

  assert {
    condition     = length(aws_eks_pod_identity_association.ebs_csi) == 0
    error_message = "No role may be given to a driver that is not there."
  }
}

run "other_partitions" {
  command = plan

  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-cn" }
  }

  assert {
    condition     = startswith(aws_iam_role_policy_attachment.cluster.policy_arn, "arn:aws-cn:iam::aws:policy/")
    error_message = "ARNs must follow the partition."
  }
}
