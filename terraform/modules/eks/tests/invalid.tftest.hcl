# Each of these inputs must be refused at plan time with the variable's own message.

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
  node_groups                     = { general = { instance_types = ["m7g.large"], min_size = 2, max_size = 4 } }
}

run "a_version_with_a_patch_number" {
  command = plan

  variables {
    kubernetes_version = "1.35.4"
  }

  expect_failures = [var.kubernetes_version]
}

run "a_version_out_of_support" {
  command = plan

  variables {
    kubernetes_version = "1.29"
  }

  expect_failures = [var.kubernetes_version]
}

run "a_version_newer_than_the_table" {
  command = plan

  variables {
    kubernetes_version = "1.99"
  }

  expect_failures = [var.kubernetes_version]
}

run "a_version_whose_support_ended_since_the_table" {
  command = plan

  variables {
    kubernetes_version = "1.34"
    today              = "2026-12-02"
  }

  expect_failures = [var.kubernetes_version]
}

run "a_day_that_is_none" {
  command = plan

  variables {
    today = "tomorrow"
  }

  expect_failures = [var.today]
}

run "one_subnet" {
  command = plan

  variables {
    private_subnet_ids = ["subnet-a"]
  }

  expect_failures = [var.private_subnet_ids]
}

run "service_range_with_host_bits" {
  command = plan

  variables {
    service_cidr = "10.96.0.1/16"
  }

  expect_failures = [var.service_cidr]
}

run "service_range_too_large" {
  command = plan

  variables {
    service_cidr = "10.0.0.0/8"
  }

  expect_failures = [var.service_cidr]
}

run "service_range_that_eks_does_not_take" {
  command = plan

  variables {
    service_cidr = "100.64.0.0/16"
  }

  expect_failures = [var.service_cidr]
}

run "api_open_to_everyone_unasked" {
  command = plan

  variables {
    public_access_cidrs = ["0.0.0.0/0"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "api_range_that_is_none" {
  command = plan

  variables {
    public_access_cidrs = ["office"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "api_open_to_everyone_in_two_halves" {
  command = plan

  variables {
    public_access_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "api_range_with_host_bits" {
  command = plan

  variables {
    public_access_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "api_range_of_ipv6" {
  command = plan

  variables {
    public_access_cidrs = ["2001:db8::/32"]
  }

  expect_failures = [var.public_access_cidrs]
}

run "no_administrator" {
  command = plan

  variables {
    admin_arns = []
  }

  expect_failures = [var.admin_arns]
}

run "administrator_that_is_no_arn" {
  command = plan

  variables {
    admin_arns = ["admin"]
  }

  expect_failures = [var.admin_arns]
}

run "administrator_account_root" {
  command = plan

  variables {
    admin_arns = ["arn:aws:iam::123456789012:root"]
  }

  expect_failures = [var.admin_arns]
}

run "no_node_group" {
  command = plan

  variables {
    node_groups = {}
  }

  expect_failures = [var.node_groups]
}

run "smallest_above_largest" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 3, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "no_node_at_all" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 0, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "unknown_capacity_type" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 1, max_size = 2, capacity_type = "CHEAP" } }
  }

  expect_failures = [var.node_groups]
}

run "unknown_machine_image" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 1, max_size = 2, ami_type = "AL2_x86_64" } }
  }

  expect_failures = [var.node_groups]
}

run "disk_too_small" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 1, max_size = 2, disk_size_gib = 8 } }
  }

  expect_failures = [var.node_groups]
}

run "intel_machine_with_an_arm_image" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large", "m7i.large"], min_size = 1, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "graviton_machine_with_an_intel_image" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = ["m7g.large"], min_size = 1, max_size = 2, ami_type = "BOTTLEROCKET_x86_64" } }
  }

  expect_failures = [var.node_groups]
}

run "no_instance_type" {
  command = plan

  variables {
    node_groups = { bad = { instance_types = [], min_size = 1, max_size = 2 } }
  }

  expect_failures = [var.node_groups]
}

run "volume_driver_without_the_agent_that_gives_it_its_role" {
  command = plan

  variables {
    addons = ["vpc-cni", "aws-ebs-csi-driver"]
  }

  expect_failures = [var.addons]
}

run "unknown_addon" {
  command = plan

  variables {
    addons = ["vpc-cni", "calico"]
  }

  expect_failures = [var.addons]
}

run "odd_log_retention" {
  command = plan

  variables {
    log_retention_days = 42
  }

  expect_failures = [var.log_retention_days]
}

run "upper_case_name" {
  command = plan

  variables {
    name = "Production"
  }

  expect_failures = [var.name]
}

run "log_key_that_is_no_arn" {
  command = plan

  variables {
    log_key_arn = "alias/logs"
  }

  expect_failures = [var.log_key_arn]
}
