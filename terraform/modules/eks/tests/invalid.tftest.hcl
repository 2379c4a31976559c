# Each of these inputs must be refused at plan time with the variable's own message.

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
