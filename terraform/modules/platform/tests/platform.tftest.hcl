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
    node_groups        = { general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 } }
  }
  database = { instance_class = "db.m7g.large" }
  cache    = { node_type = "cache.m7g.large" }
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

run "named_administrators_are_the_only_ones" {
  command = plan

  variables {
    inventory = merge(var.inventory, { admin_arns = ["arn:aws:iam::123456789012:role/admin"] })
  }

  assert {
    condition     = local.admin_arns == tolist(["arn:aws:iam::123456789012:role/admin"])
    error_message = "Who builds the platform gets in only where nobody is named."
  }
}

run "without_a_repository_github_gets_nothing" {
  command = plan

  assert {
    condition     = output.github_role_arns == {}
    error_message = "No role for GitHub unless a repository is named."
  }
}

run "a_repository_gets_its_roles" {
  command = plan

  variables {
    inventory = merge(var.inventory, { github_repository = "example/platform", state_bucket = "example-terraform" })
  }

  assert {
    condition     = keys(output.github_role_arns) == ["apply", "plan", "push"]
    error_message = "One role for each workflow."
  }
}

run "the_cache_token_has_its_place_beside_the_services_secrets" {
  command = plan

  assert {
    condition     = keys(output.secrets.arns) == ["cache", "database/blog"]
    error_message = "A container for the cache's token and for each secret of the inventory."
  }
}
