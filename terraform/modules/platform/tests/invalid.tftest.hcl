# What an environment may not be, production above all: each is refused before anything is made.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  inventory = {
    environment             = "production"
    cluster_name            = "cloudnative-production"
    vpc_cidr                = "10.0.0.0/16"
    availability_zone_count = 2
    service_cidr            = "10.96.0.0/16"
    gateway_node_port       = 30080
    services                = ["blog"]
    secrets                 = ["database/blog"]
    admin_arns              = []
    api_access_cidrs        = []
    client_cidrs            = ["0.0.0.0/0"]
    certificate_arn         = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0123abcd"
  }
  values = {
    kubernetes_version = "1.35"
    node_groups        = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
  }
  database = { instance_class = "db.m7g.large" }
  cache    = { node_type = "cache.m7g.large" }
}

run "unknown_environment" {
  command = plan

  variables {
    inventory = merge(var.inventory, { environment = "test" })
  }

  expect_failures = [var.inventory]
}

run "one_zone" {
  command = plan

  variables {
    inventory = merge(var.inventory, { availability_zone_count = 1 })
  }

  expect_failures = [var.inventory]
}

run "services_inside_the_vpc" {
  command = plan

  variables {
    inventory = merge(var.inventory, { service_cidr = "10.0.128.0/20" })
  }

  expect_failures = [var.inventory]
}

run "services_around_the_vpc" {
  command = plan

  variables {
    inventory = merge(var.inventory, { service_cidr = "10.0.0.0/12" })
  }

  expect_failures = [var.inventory]
}

run "service_range_that_is_none" {
  command = plan

  variables {
    inventory = merge(var.inventory, { service_cidr = "10.96" })
  }

  expect_failures = [var.inventory]
}

run "no_certificate_outside_the_lab" {
  command = plan

  variables {
    inventory = merge(var.inventory, { certificate_arn = "" })
  }

  expect_failures = [var.inventory]
}

run "github_without_a_state_bucket" {
  command = plan

  variables {
    inventory = merge(var.inventory, { github_repository = "example/platform" })
  }

  expect_failures = [var.inventory]
}

run "images_that_go_with_the_platform" {
  command = plan

  variables {
    values = merge(var.values, { delete_with_images = true })
  }

  expect_failures = [var.values]
}

run "database_without_deletion_protection" {
  command = plan

  variables {
    database = { instance_class = "db.m7g.large", deletion_protection = false }
  }

  expect_failures = [var.database]
}

run "load_balancer_without_deletion_protection" {
  command = plan

  variables {
    ingress = { deletion_protection = false }
  }

  expect_failures = [var.ingress]
}

run "database_in_one_zone" {
  command = plan

  variables {
    database = { instance_class = "db.m7g.large", multi_az = false }
  }

  expect_failures = [var.database]
}

run "cache_without_a_replica" {
  command = plan

  variables {
    cache = { node_type = "cache.m7g.large", replicas = 0 }
  }

  expect_failures = [var.cache]
}

run "database_with_few_backups" {
  command = plan

  variables {
    database = { instance_class = "db.m7g.large", backup_days = 1 }
  }

  expect_failures = [var.database]
}

run "database_without_a_last_copy" {
  command = plan

  variables {
    database = { instance_class = "db.m7g.large", final_snapshot = false, deletion_protection = false }
  }

  expect_failures = [var.database]
}

run "secrets_gone_at_once" {
  command = plan

  variables {
    values = merge(var.values, { recovery_days = 0 })
  }

  expect_failures = [var.values]
}
