mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_availability_zones" {
    defaults = { names = ["ap-northeast-2c", "ap-northeast-2a", "ap-northeast-2b"] }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012", arn = "arn:aws:sts::123456789012:assumed-role/builder/session" }
  }

  mock_data "aws_iam_session_context" {
    defaults = { issuer_arn = "arn:aws:iam::123456789012:role/builder" }
  }
}

variables {
  inventory = {
    environment             = "staging"
    cluster_name            = "cloudnative-staging"
    vpc_cidr                = "10.0.0.0/16"
    availability_zone_count = 2
    service_cidr            = "10.96.0.0/16"
    gateway_node_port       = 30080
    services                = ["blog"]
    admin_arns              = []
    api_access_cidrs        = []
    client_cidrs            = ["0.0.0.0/0"]
  }
  values = {
    node_groups = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
  }
}

run "zones_are_chosen_by_name" {
  command = plan

  assert {
    condition     = output.availability_zones == tolist(["ap-northeast-2a", "ap-northeast-2b"])
    error_message = "The same zones must be chosen whatever order AWS answers in."
  }
}

run "without_named_administrators_it_is_who_builds" {
  command = plan

  assert {
    condition     = local.admin_arns == tolist(["arn:aws:iam::123456789012:role/builder"])
    error_message = "Somebody must get in: the role behind the session."
  }
}

run "services_inside_the_vpc" {
  command = plan

  variables {
    inventory = {
      environment             = "staging", cluster_name = "cloudnative-staging", vpc_cidr = "10.0.0.0/16"
      availability_zone_count = 2, service_cidr = "10.0.128.0/20", gateway_node_port = 30080
      services                = ["blog"], admin_arns = [], api_access_cidrs = [], client_cidrs = ["0.0.0.0/0"]
    }
  }

  expect_failures = [var.inventory]
}

run "unknown_environment" {
  command = plan

  variables {
    inventory = {
      environment             = "test", cluster_name = "cloudnative-staging", vpc_cidr = "10.0.0.0/16"
      availability_zone_count = 2, service_cidr = "10.96.0.0/16", gateway_node_port = 30080
      services                = ["blog"], admin_arns = [], api_access_cidrs = [], client_cidrs = ["0.0.0.0/0"]
    }
  }

  expect_failures = [var.inventory]
}

run "one_zone" {
  command = plan

  variables {
    inventory = {
      environment             = "staging", cluster_name = "cloudnative-staging", vpc_cidr = "10.0.0.0/16"
      availability_zone_count = 1, service_cidr = "10.96.0.0/16", gateway_node_port = 30080
      services                = ["blog"], admin_arns = [], api_access_cidrs = [], client_cidrs = ["0.0.0.0/0"]
    }
  }

  expect_failures = [var.inventory]
}

run "production_images_that_go_with_the_platform" {
  command = plan

  variables {
    inventory = {
      environment             = "production", cluster_name = "cloudnative-production", vpc_cidr = "10.0.0.0/16"
      availability_zone_count = 2, service_cidr = "10.96.0.0/16", gateway_node_port = 30080
      services                = ["blog"], admin_arns = [], api_access_cidrs = [], client_cidrs = ["0.0.0.0/0"]
    }
    values = {
      delete_with_images = true
      node_groups        = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
    }
  }

  expect_failures = [var.values]
}
