# Each of these inputs must be refused at plan time with the variable's own message.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name                    = "cloudnative-test"
  vpc_id                  = "vpc-1"
  public_subnet_ids       = ["subnet-a", "subnet-b"]
  security_group_id       = "sg-alb"
  autoscaling_group_names = { general = "eks-general-1" }
  certificate_arn         = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0123abcd"
  log_key_arn             = "arn:aws:kms:ap-northeast-2:123456789012:key/0123abcd"
}

run "one_subnet" {
  command = plan

  variables {
    public_subnet_ids = ["subnet-a"]
  }

  expect_failures = [var.public_subnet_ids]
}

run "no_nodes" {
  command = plan

  variables {
    autoscaling_group_names = {}
  }

  expect_failures = [var.autoscaling_group_names]
}

run "upper_case_name" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "name_that_aws_keeps_for_itself" {
  command = plan

  variables {
    name = "internal-example"
  }

  expect_failures = [var.name]
}

run "gateway_port_below_the_nodeport_range" {
  command = plan

  variables {
    gateway_node_port = 8080
  }

  expect_failures = [var.gateway_node_port]
}

run "status_port_above_the_nodeport_range" {
  command = plan

  variables {
    gateway_status_node_port = 40000
  }

  expect_failures = [var.gateway_status_node_port]
}

run "one_port_for_both" {
  command = plan

  variables {
    gateway_status_node_port = 30080
  }

  expect_failures = [var.gateway_status_node_port]
}

run "certificate_of_iam" {
  command = plan

  variables {
    certificate_arn = "arn:aws:iam::123456789012:server-certificate/example"
  }

  expect_failures = [var.certificate_arn]
}

run "retention_that_cloudwatch_does_not_know" {
  command = plan

  variables {
    log_retention_days = 42
  }

  expect_failures = [var.log_retention_days]
}

run "rate_limit_below_what_waf_allows" {
  command = plan

  variables {
    requests_per_address = 10
  }

  expect_failures = [var.requests_per_address]
}
