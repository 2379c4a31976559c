mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name  = "cloudnative-test"
  names = ["cache", "database/blog"]
}

run "secrets_are_named_after_the_platform_and_encrypted_with_its_key" {
  assert {
    condition     = aws_secretsmanager_secret.this["database/blog"].name == "cloudnative-test/database/blog"
    error_message = "Names must start with the platform's, so that two platforms fit into an account."
  }

  assert {
    condition     = alltrue([for secret in aws_secretsmanager_secret.this : secret.kms_key_id == aws_kms_key.data.arn])
    error_message = "Every secret must be encrypted with the platform's own key."
  }

  assert {
    condition     = keys(output.secret_arns) == ["cache", "database/blog"]
    error_message = "Each secret is found by its name after the prefix."
  }
}

run "the_key_rotates_and_iam_decides_who_uses_it" {
  command = plan

  assert {
    condition     = aws_kms_key.data.enable_key_rotation
    error_message = "The key must rotate."
  }

  assert {
    condition     = [for statement in jsondecode(aws_kms_key.data.policy).Statement : statement.Principal.AWS] == ["arn:aws:iam::123456789012:root"]
    error_message = "Nobody but this account may use the key."
  }

  assert {
    condition     = aws_kms_alias.data.name == "alias/cloudnative-test-data"
    error_message = "People must find the key by its name."
  }
}

run "what_is_deleted_can_be_brought_back_for_a_month" {
  command = plan

  assert {
    condition     = aws_kms_key.data.deletion_window_in_days == 30 && aws_secretsmanager_secret.this["cache"].recovery_window_in_days == 30
    error_message = "A deleted key takes all backups with it, so there must be time to notice."
  }
}

run "secrets_that_go_at_once" {
  command = plan

  variables {
    recovery_window_days = 0
  }

  assert {
    condition     = aws_kms_key.data.deletion_window_in_days == 7 && aws_secretsmanager_secret.this["cache"].recovery_window_in_days == 0
    error_message = "Secrets go at once, the key after the shortest time that KMS knows."
  }
}

run "no_secrets_yet" {
  command = plan

  variables {
    names = []
  }

  assert {
    condition     = length(aws_secretsmanager_secret.this) == 0
    error_message = "Without names there is the key only."
  }
}
