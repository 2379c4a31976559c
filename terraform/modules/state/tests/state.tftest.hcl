mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  bucket = "example-terraform-123456789012"
}

run "the_key_has_a_name_that_can_be_written_down" {
  command = plan

  assert {
    condition     = output.kms_alias == "alias/example-terraform-123456789012"
    error_message = "A backend names the key before it exists."
  }

  assert {
    condition     = aws_kms_key.state.enable_key_rotation && aws_kms_key.state.deletion_window_in_days == 30
    error_message = "The key rotates, and its deletion can be called off for a month."
  }
}

run "old_states_forgotten_early" {
  command = plan

  variables {
    old_version_days = 7
  }

  expect_failures = [var.old_version_days]
}

run "bucket_with_a_dot" {
  command = plan

  variables {
    bucket = "example.terraform"
  }

  expect_failures = [var.bucket]
}
