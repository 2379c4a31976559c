mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_data "aws_region" {
    defaults = { id = "ap-northeast-2" }
  }
}

variables {
  name = "cloudnative-test"
}

run "the_key_rotates_and_has_a_name" {
  command = plan

  assert {
    condition     = aws_kms_key.logs.enable_key_rotation && aws_kms_alias.logs.name == "alias/cloudnative-test-logs"
    error_message = "The key must rotate and be found by its alias."
  }
}

run "logs_may_use_it_for_this_platforms_groups_only" {
  command = plan

  assert {
    condition = jsondecode(aws_kms_key.logs.policy).Statement[1] == {
      Sid       = "LogGroupsOfThisPlatformOnly"
      Effect    = "Allow"
      Principal = { Service = "logs.ap-northeast-2.amazonaws.com" }
      Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
      Resource  = "*"
      Condition = {
        ArnLike = {
          "kms:EncryptionContext:aws:logs:arn" = [
            "arn:aws:logs:ap-northeast-2:123456789012:log-group:/aws/*/cloudnative-test/*",
            "arn:aws:logs:ap-northeast-2:123456789012:log-group:aws-waf-logs-cloudnative-test",
          ]
        }
      }
    }
    error_message = "The service may use the key for groups of this platform in this account and region only."
  }
}

run "nobody_else_is_let_in" {
  command = plan

  assert {
    condition = [for statement in jsondecode(aws_kms_key.logs.policy).Statement : statement.Sid] == [
      "AccountDecidesByIam", "LogGroupsOfThisPlatformOnly",
    ]
    error_message = "The account and CloudWatch Logs are all who may use the key."
  }
}

run "a_name_that_would_widen_the_policy" {
  command = plan

  variables {
    name = "*"
  }

  expect_failures = [var.name]
}
