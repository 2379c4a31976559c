mock_provider "aws" {}

variables {
  name  = "cloudnative-test"
  names = ["cache"]
}

run "upper_case_prefix" {
  command = plan

  variables {
    name = "Cloudnative"
  }

  expect_failures = [var.name]
}

run "secret_with_a_space" {
  command = plan

  variables {
    names = ["my secret"]
  }

  expect_failures = [var.names]
}

run "secret_that_looks_like_the_end_of_an_arn" {
  command = plan

  variables {
    names = ["database-abc123"]
  }

  expect_failures = [var.names]
}

run "recovery_shorter_than_secrets_manager_knows" {
  command = plan

  variables {
    recovery_window_days = 3
  }

  expect_failures = [var.recovery_window_days]
}

run "recovery_longer_than_secrets_manager_knows" {
  command = plan

  variables {
    recovery_window_days = 31
  }

  expect_failures = [var.recovery_window_days]
}
