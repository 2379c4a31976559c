mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name               = "cloudnative-test"
  cluster_name       = "cloudnative-test"
  availability_zones = ["ap-northeast-2a", "ap-northeast-2b"]
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
}

run "all_traffic_is_recorded_encrypted_and_for_a_year" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_flow_log.this.log_destination_type == "cloud-watch-logs"
    error_message = "What was let through and what was refused must both be recorded."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.kms_key_id == var.log_key_arn
    error_message = "The record must be encrypted with the platform's key of logs."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 365
    error_message = "The record must have an end."
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.name == "/aws/vpc/cloudnative-test/flow-logs"
    error_message = "The key of the platform's logs serves groups of this name only."
  }
}

run "the_role_writes_into_its_group_and_cannot_bring_it_back" {
  command = apply

  assert {
    condition = jsondecode(aws_iam_role_policy.flow_logs.policy).Statement == [{
      Action   = ["logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"]
      Effect   = "Allow"
      Resource = "arn:aws:logs:ap-northeast-2:123456789012:log-group:/aws/vpc/cloudnative-test/flow-logs:*"
    }]
    error_message = "The role must write into its own group, and not create one: that would come back after a destroy."
  }

  assert {
    condition = jsondecode(aws_iam_role.flow_logs.assume_role_policy).Statement[0].Condition == {
      StringEquals = { "aws:SourceAccount" = "123456789012" }
      ArnLike      = { "aws:SourceArn" = "arn:aws:ec2:ap-northeast-2:123456789012:vpc-flow-log/*" }
    }
    error_message = "Flow logs of this account and region only may take the role."
  }
}

run "a_shorter_memory" {
  command = plan

  variables {
    flow_log_days = 7
  }

  assert {
    condition     = aws_cloudwatch_log_group.flow_logs.retention_in_days == 7
    error_message = "The environment says how long."
  }
}
