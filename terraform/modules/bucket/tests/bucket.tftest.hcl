mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }

  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::example-123456789012" }
  }
}

variables {
  name = "example-123456789012"
}

run "closed_versioned_and_encrypted" {
  command = apply

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "Nothing of the bucket may be public."
  }

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled"
    error_message = "What is replaced must be had back."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "Without a key of ours S3 encrypts with its own."
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "Objects must not go with the bucket unless that is asked for."
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid] == ["OverTlsOnly"]
    error_message = "The policy refuses what comes without TLS and allows nothing."
  }

  assert {
    condition     = length(aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration) == 0
    error_message = "Objects stay unless they are to expire."
  }
}

run "a_key_of_ours" {
  command = apply

  variables {
    kms_key_arn = "arn:aws:kms:ap-northeast-2:123456789012:key/0123abcd"
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    error_message = "Objects must be encrypted with the given key."
  }
}

run "a_log_writer_adds_and_reads_nothing" {
  command = apply

  variables {
    log_writer        = "logdelivery.elasticloadbalancing.amazonaws.com"
    expire_after_days = 30
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Action == "s3:PutObject"
    error_message = "The writer may add objects, nothing else."
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Resource == "arn:aws:s3:::example-123456789012/AWSLogs/123456789012/*"
    error_message = "The writer may add to this account's logs only."
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].expiration[0].days == 30
    error_message = "Logs must expire."
  }
}

run "upper_case_name" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "writer_that_is_no_service" {
  command = plan

  variables {
    log_writer = "*"
  }

  expect_failures = [var.log_writer]
}

run "objects_that_expire_at_once" {
  command = plan

  variables {
    expire_after_days = 0
  }

  expect_failures = [var.expire_after_days]
}

run "no_time_for_old_versions" {
  command = plan

  variables {
    old_version_days = 0
  }

  expect_failures = [var.old_version_days]
}
