# With every choice that opens a port. What is planned here is compared with the whole list by
# tests/static/test_security_groups.py.

mock_provider "aws" {
  source = "./tests/mocks"
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
    secrets                 = ["database/blog"]
    admin_arns              = []
    api_access_cidrs        = []
    client_cidrs            = ["0.0.0.0/0"]
    certificate_arn         = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0123abcd"
  }
  values = {
    kubernetes_version = "1.35"
    endpoints          = ["s3", "ecr", "sts"]
    node_groups        = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
  }
  database = { instance_class = "db.m7g.large" }
  cache    = { node_type = "cache.m7g.large" }
}

# So that the plan says which group is meant.
override_resource {
  target          = module.network.aws_security_group.this["alb"]
  override_during = plan
  values          = { id = "alb" }
}

override_resource {
  target          = module.network.aws_security_group.this["cache"]
  override_during = plan
  values          = { id = "cache" }
}

override_resource {
  target          = module.network.aws_security_group.this["control_plane"]
  override_during = plan
  values          = { id = "control_plane" }
}

override_resource {
  target          = module.network.aws_security_group.this["database"]
  override_during = plan
  values          = { id = "database" }
}

override_resource {
  target          = module.network.aws_security_group.this["endpoints"]
  override_during = plan
  values          = { id = "endpoints" }
}

override_resource {
  target          = module.network.aws_security_group.this["nodes"]
  override_during = plan
  values          = { id = "nodes" }
}

run "everything_that_is_open" {
  command = plan
}
