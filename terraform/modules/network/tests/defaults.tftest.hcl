mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "cloudnative-test"
  cluster_name       = "cloudnative-test"
  availability_zones = ["ap-northeast-2a", "ap-northeast-2b"]
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
}

run "two_zones_with_a_public_and_a_private_subnet_each" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == "10.0.0.0/16"
    error_message = "The VPC must be 10.0.0.0/16 by default."
  }

  assert {
    condition = { for zone, subnet in aws_subnet.private : zone => subnet.cidr_block } == {
      ap-northeast-2a = "10.0.0.0/20"
      ap-northeast-2b = "10.0.16.0/20"
    }
    error_message = "Each zone must have a private /20."
  }

  assert {
    condition = { for zone, subnet in aws_subnet.public : zone => subnet.cidr_block } == {
      ap-northeast-2a = "10.0.240.0/24"
      ap-northeast-2b = "10.0.241.0/24"
    }
    error_message = "Each zone must have a public /24."
  }

  assert {
    condition     = !anytrue([for subnet in merge(aws_subnet.public, { p = aws_subnet.private["ap-northeast-2a"] }) : subnet.map_public_ip_on_launch])
    error_message = "No subnet may hand out public addresses by itself."
  }
}

run "one_nat_gateway_serves_every_zone" {
  command = plan

  assert {
    condition     = keys(aws_nat_gateway.this) == ["ap-northeast-2a"]
    error_message = "One NAT gateway by default, in the first zone."
  }

  assert {
    condition     = length(aws_route.nat) == 2 && alltrue([for route in aws_route.nat : route.destination_cidr_block == "0.0.0.0/0"])
    error_message = "Every private subnet must have a way out."
  }
}

run "the_default_security_group_is_closed" {
  command = apply

  assert {
    condition     = length(aws_default_security_group.closed.ingress) + length(aws_default_security_group.closed.egress) == 0
    error_message = "The default security group must hold no rule."
  }
}

run "a_nat_gateway_for_each_zone" {
  command = plan

  variables {
    availability_zones = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
    nat_gateway_count  = 3
  }

  assert {
    condition     = local.nat_zone_of == { ap-northeast-2a = "ap-northeast-2a", ap-northeast-2b = "ap-northeast-2b", ap-northeast-2c = "ap-northeast-2c" }
    error_message = "With one NAT gateway for each zone, no zone may leave through another one's."
  }
}

run "zones_without_a_nat_gateway_take_turns" {
  command = plan

  variables {
    availability_zones = ["r-a", "r-b", "r-c", "r-d", "r-e"]
    nat_gateway_count  = 2
  }

  assert {
    condition     = local.nat_zone_of == { r-a = "r-a", r-b = "r-b", r-c = "r-a", r-d = "r-b", r-e = "r-a" }
    error_message = "A zone with a NAT gateway must use its own, and the others must spread."
  }
}

run "kubernetes_finds_its_subnets_by_tag" {
  command = plan

  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.tags["kubernetes.io/role/elb"] == "1"])
    error_message = "Public subnets must say that they take load balancers for the internet."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.private : subnet.tags["kubernetes.io/role/internal-elb"] == "1"])
    error_message = "Private subnets must say that they take internal load balancers."
  }

  assert {
    condition = alltrue([
      for subnet in concat(values(aws_subnet.public), values(aws_subnet.private)) :
      subnet.tags["kubernetes.io/cluster/cloudnative-test"] == "shared"
    ])
    error_message = "Every subnet must name the cluster."
  }
}

run "no_tag_of_ours_hides_a_default_tag" {
  command = plan

  assert {
    condition = length(setintersection(["platform", "environment", "managed-by"], flatten([
      for resource in concat([aws_vpc.this], values(aws_subnet.private), values(aws_security_group.this)) : keys(resource.tags)
    ]))) == 0
    error_message = "Leftovers are found by the default tags, so no resource may set them itself."
  }
}

run "six_zones_in_the_smallest_vpc_do_not_overlap" {
  command = plan

  variables {
    vpc_cidr           = "192.168.0.0/20"
    availability_zones = ["r-a", "r-b", "r-c", "r-d", "r-e", "r-f"]
  }

  assert {
    condition     = length(distinct(concat(values(local.private_subnets), values(local.public_subnets)))) == 12
    error_message = "Twelve distinct subnets are needed."
  }

  # Private subnets fill blocks 0 to 5 of 16, public ones lie in block 15.
  assert {
    condition     = alltrue([for cidr in values(local.public_subnets) : startswith(cidr, "192.168.15.")])
    error_message = "Public subnets must lie in the last sixteenth of the VPC."
  }
}
