# Each of these inputs must be refused at plan time with the variable's own message.

mock_provider "aws" {}

variables {
  name            = "cloudnative-test"
  environment     = "test"
  repository      = "example@12/platform@34"
  state_bucket    = "example-terraform"
  repository_arns = ["arn:aws:ecr:ap-northeast-2:123456789012:repository/blog"]
}

run "repository_with_a_wildcard" {
  command = plan

  variables {
    repository = "example/*"
  }

  expect_failures = [var.repository]
}

run "repository_without_its_owner" {
  command = plan

  variables {
    repository = "platform"
  }

  expect_failures = [var.repository]
}

run "repository_with_half_of_its_numbers" {
  command = plan

  variables {
    repository = "example@12/platform"
  }

  expect_failures = [var.repository]
}

run "provider_of_somebody_else" {
  command = plan

  variables {
    provider_arn = "arn:aws:iam::123456789012:oidc-provider/example.com"
  }

  expect_failures = [var.provider_arn]
}

run "upper_case_name" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "environment_with_a_colon" {
  command = plan

  variables {
    environment = "test:main"
  }

  expect_failures = [var.environment]
}

run "no_state_bucket" {
  command = plan

  variables {
    state_bucket = ""
  }

  expect_failures = [var.state_bucket]
}

run "no_repositories" {
  command = plan

  variables {
    repository_arns = []
  }

  expect_failures = [var.repository_arns]
}

run "all_repositories" {
  command = plan

  variables {
    repository_arns = ["*"]
  }

  expect_failures = [var.repository_arns]
}
