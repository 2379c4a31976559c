mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "cloudnative-test"
  cluster_name       = "cloudnative-test"
  availability_zones = ["ap-northeast-2a", "ap-northeast-2b"]
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
}

# The whole list on purpose: a new open port has to be written down here as well.
run "nothing_is_open_but_this" {
  command = plan

  assert {
    condition = toset(keys(output.security_group_rules)) == toset([
      "alb_http_from_0.0.0.0/0",
      "alb_https_from_0.0.0.0/0",
      "alb_to_gateway_health_in",
      "alb_to_gateway_health_out",
      "alb_to_gateway_in",
      "alb_to_gateway_out",
      "api_to_istiod_webhook_in",
      "api_to_istiod_webhook_out",
      "api_to_kubelet_in",
      "api_to_kubelet_out",
      "nodes_https_to_internet",
      "nodes_to_api_in",
      "nodes_to_api_out",
      "nodes_to_cache_in",
      "nodes_to_cache_out",
      "nodes_to_database_in",
      "nodes_to_database_out",
      "nodes_to_nodes_in",
      "nodes_to_nodes_out",
    ])
    error_message = "The open ports are not the listed ones."
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) + length(aws_vpc_security_group_egress_rule.this) == length(output.security_group_rules)
    error_message = "Every listed rule must be planned, and no other."
  }
}

run "every_rule_says_why" {
  command = plan

  assert {
    condition = alltrue([
      for rule in merge(aws_vpc_security_group_ingress_rule.this, aws_vpc_security_group_egress_rule.this) :
      length(rule.description) >= 10
    ])
    error_message = "Every rule needs its reason as a description."
  }
}

run "only_the_load_balancer_listens_to_the_internet" {
  command = plan

  assert {
    condition = alltrue([
      for name, rule in local.ingress : rule.group == "alb" && contains([80, 443], rule.port)
      if rule.cidr != null
    ])
    error_message = "Only ports 80 and 443 of the load balancer may be open to addresses outside."
  }
}

run "database_and_cache_open_one_port_to_nodes_only" {
  command = plan

  assert {
    condition = [for rule in local.rules : "${rule.direction} ${rule.peer} ${rule.port}" if rule.group == "database"] == [
      "ingress nodes 5432",
    ]
    error_message = "The database must open 5432 to nodes and nothing else."
  }

  assert {
    condition     = [for rule in local.rules : "${rule.direction} ${rule.peer} ${rule.port}" if rule.group == "cache"] == ["ingress nodes 6379"]
    error_message = "The cache must open 6379 to nodes and nothing else."
  }
}

run "all_ports_are_open_only_between_nodes" {
  command = plan

  assert {
    condition     = toset([for name, rule in local.rules : name if rule.protocol == "-1"]) == toset(["nodes_to_nodes_in", "nodes_to_nodes_out"])
    error_message = "Only the nodes may use every port, and only among themselves."
  }
}

run "clients_can_be_narrowed" {
  command = plan

  variables {
    alb_allowed_cidrs = ["203.0.113.0/24"]
    gateway_node_port = 31000

    gateway_status_node_port = 31021
  }

  assert {
    condition     = [for rule in local.ingress : rule.cidr if rule.cidr != null] == ["203.0.113.0/24", "203.0.113.0/24"]
    error_message = "Only the named range may reach the load balancer."
  }

  assert {
    condition     = toset([for rule in local.ingress : rule.port if rule.peer == "alb"]) == toset([31000, 31021])
    error_message = "The load balancer must reach the gateway's own NodePorts and no other."
  }
}

run "endpoints_open_https_to_nodes_only" {
  command = plan

  variables {
    endpoints = ["s3", "sts"]
  }

  assert {
    condition = [for rule in local.rules : "${rule.direction} ${rule.peer} ${rule.port}" if rule.group == "endpoints"] == [
      "ingress nodes 443",
    ]
    error_message = "Endpoints must open 443 to nodes and nothing else."
  }

  assert {
    condition = toset(keys(output.security_group_rules)) == setunion(
      keys(run.nothing_is_open_but_this.security_group_rules),
      ["nodes_to_endpoints_in", "nodes_to_endpoints_out"],
    )
    error_message = "Endpoints must add their own flow and nothing else."
  }
}
