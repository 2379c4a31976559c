mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "cloudnative-test"
  cluster_name       = "cloudnative-test"
  availability_zones = ["ap-northeast-2a", "ap-northeast-2b"]
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
}

run "s3_costs_nothing_and_is_there_by_default" {
  command = plan

  assert {
    condition = [for endpoint in aws_vpc_endpoint.gateway : "${endpoint.vpc_endpoint_type} ${endpoint.service_name}"] == [
      "Gateway com.amazonaws.ap-northeast-2.s3",
    ]
    error_message = "S3 must have its gateway endpoint."
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && !contains(keys(aws_security_group.this), "endpoints")
    error_message = "Nothing that is paid for may be there unasked, nor a security group for it."
  }
}

run "images_come_through_both_of_ecrs_endpoints" {
  command = plan

  variables {
    endpoints = ["s3", "ecr", "sts"]
  }

  assert {
    condition = { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.service_name } == {
      "ecr.api" = "com.amazonaws.ap-northeast-2.ecr.api"
      "ecr.dkr" = "com.amazonaws.ap-northeast-2.ecr.dkr"
      "sts"     = "com.amazonaws.ap-northeast-2.sts"
    }
    error_message = "ECR is two services; a service that was not asked for must not be there."
  }

  assert {
    condition = alltrue([
      for endpoint in aws_vpc_endpoint.interface : endpoint.vpc_endpoint_type == "Interface" && endpoint.private_dns_enabled
    ])
    error_message = "Nodes must find an endpoint under the service's usual name."
  }
}

run "every_zone_reaches_every_endpoint" {
  command = apply

  variables {
    endpoints = ["s3", "sts"]
  }

  assert {
    condition     = aws_vpc_endpoint.interface["sts"].subnet_ids == toset(output.private_subnet_ids) && length(output.private_subnet_ids) == 2
    error_message = "An interface endpoint must have an address in each private subnet."
  }

  assert {
    condition     = aws_vpc_endpoint.gateway["s3"].route_table_ids == toset(output.private_route_table_ids)
    error_message = "Each private route table must lead to the gateway endpoint."
  }

  assert {
    condition     = aws_vpc_endpoint.interface["sts"].security_group_ids == toset([output.security_group_ids["endpoints"]])
    error_message = "An interface endpoint must be in its own security group only."
  }

  assert {
    condition     = keys(output.endpoint_ids) == ["s3", "sts"]
    error_message = "Both kinds must be in the output."
  }
}

run "no_endpoints" {
  command = plan

  variables {
    endpoints = []
  }

  assert {
    condition     = length(aws_vpc_endpoint.gateway) + length(aws_vpc_endpoint.interface) == 0
    error_message = "All endpoints must be a choice."
  }
}
