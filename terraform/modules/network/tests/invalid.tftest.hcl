# Each of these inputs must be refused at plan time with the variable's own message.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "cloudnative-test"
  cluster_name       = "cloudnative-test"
  availability_zones = ["ap-northeast-2a", "ap-northeast-2b"]
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
}

run "host_bits_in_the_vpc_range" {
  command = plan

  variables {
    vpc_cidr = "10.0.1.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "vpc_range_that_is_none" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0"
  }

  expect_failures = [var.vpc_cidr]
}

run "vpc_larger_than_aws_allows" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0/8"
  }

  expect_failures = [var.vpc_cidr]
}

run "vpc_too_small_for_pods" {
  command = plan

  variables {
    vpc_cidr = "10.0.0.0/24"
  }

  expect_failures = [var.vpc_cidr]
}

run "public_addresses_as_vpc" {
  command = plan

  variables {
    vpc_cidr = "8.8.0.0/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "ipv6_as_vpc" {
  command = plan

  variables {
    vpc_cidr = "fd00::/16"
  }

  expect_failures = [var.vpc_cidr]
}

run "one_zone" {
  command = plan

  variables {
    availability_zones = ["ap-northeast-2a"]
  }

  expect_failures = [var.availability_zones]
}

run "the_same_zone_twice" {
  command = plan

  variables {
    availability_zones = ["ap-northeast-2a", "ap-northeast-2a"]
  }

  expect_failures = [var.availability_zones]
}

run "more_nat_gateways_than_zones" {
  command = plan

  variables {
    nat_gateway_count = 3
  }

  expect_failures = [var.nat_gateway_count]
}

run "no_nat_gateway" {
  command = plan

  variables {
    nat_gateway_count = 0
  }

  expect_failures = [var.nat_gateway_count]
}

run "upper_case_name" {
  command = plan

  variables {
    name = "Production"
  }

  expect_failures = [var.name]
}

run "cluster_name_with_a_blank" {
  command = plan

  variables {
    cluster_name = "my cluster"
  }

  expect_failures = [var.cluster_name]
}

run "client_range_that_is_none" {
  command = plan

  variables {
    alb_allowed_cidrs = ["everyone"]
  }

  expect_failures = [var.alb_allowed_cidrs]
}

run "no_clients_at_all" {
  command = plan

  variables {
    alb_allowed_cidrs = []
  }

  expect_failures = [var.alb_allowed_cidrs]
}

run "gateway_port_below_the_nodeport_range" {
  command = plan

  variables {
    gateway_node_port = 8080
  }

  expect_failures = [var.gateway_node_port]
}

run "half_a_nat_gateway" {
  command = plan

  variables {
    nat_gateway_count = 1.5
  }

  expect_failures = [var.nat_gateway_count]
}

run "ipv6_clients" {
  command = plan

  variables {
    alb_allowed_cidrs = ["::/0"]
  }

  expect_failures = [var.alb_allowed_cidrs]
}

run "client_range_with_host_bits" {
  command = plan

  variables {
    alb_allowed_cidrs = ["203.0.113.7/24"]
  }

  expect_failures = [var.alb_allowed_cidrs]
}

run "status_port_above_the_nodeport_range" {
  command = plan

  variables {
    gateway_status_node_port = 32768
  }

  expect_failures = [var.gateway_status_node_port]
}

run "one_port_for_requests_and_status" {
  command = plan

  variables {
    gateway_status_node_port = 30080
  }

  expect_failures = [var.gateway_status_node_port]
}

run "endpoint_of_an_unknown_service" {
  command = plan

  variables {
    endpoints = ["s3", "sqs"]
  }

  expect_failures = [var.endpoints]
}

run "a_part_of_ecr_by_its_own_name" {
  command = plan

  variables {
    endpoints = ["ecr.api"]
  }

  expect_failures = [var.endpoints]
}

run "odd_flow_log_days" {
  command = plan

  variables {
    flow_log_days = 42
  }

  expect_failures = [var.flow_log_days]
}

run "log_key_that_is_no_arn" {
  command = plan

  variables {
    log_key_arn = "alias/logs"
  }

  expect_failures = [var.log_key_arn]
}

run "seven_zones" {
  command = plan

  variables {
    availability_zones = ["r-a", "r-b", "r-c", "r-d", "r-e", "r-f", "r-g"]
  }

  expect_failures = [var.availability_zones]
}
