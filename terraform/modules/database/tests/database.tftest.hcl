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

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/cloudnative-test-rds-monitoring" }
  }
}

variables {
  name               = "cloudnative-test"
  private_subnet_ids = ["subnet-a", "subnet-b"]
  security_group_id  = "sg-database"
  kms_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/1"
  log_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/2"
  instance_class     = "db.m7g.large"
}

run "private_and_encrypted_with_the_given_key" {
  command = plan

  assert {
    condition     = !aws_db_instance.this.publicly_accessible && aws_db_instance.this.vpc_security_group_ids == toset(["sg-database"])
    error_message = "The network's security group, and no other, says who reaches the database."
  }

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == "arn:aws:kms:ap-northeast-2:123456789012:key/1"
    error_message = "The disk must be encrypted with the given key."
  }

  assert {
    condition     = aws_db_instance.this.performance_insights_enabled && aws_db_instance.this.performance_insights_kms_key_id == "arn:aws:kms:ap-northeast-2:123456789012:key/1"
    error_message = "The metrics show statements, so they must be encrypted as the data is."
  }
}

run "the_password_is_made_and_kept_by_rds" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null && aws_db_instance.this.password_wo == null
    error_message = "No password may pass Terraform."
  }

  assert {
    condition     = aws_db_instance.this.master_user_secret_kms_key_id == "arn:aws:kms:ap-northeast-2:123456789012:key/1"
    error_message = "The password must be encrypted with the given key."
  }
}

run "tls_only_and_no_passwords_in_logs" {
  command = plan

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["rds.force_ssl"] == "1"
    error_message = "Connections without TLS must be refused."
  }

  assert {
    condition     = { for parameter in aws_db_parameter_group.this.parameter : parameter.name => parameter.value }["log_statement"] == "none"
    error_message = "A logged CREATE ROLE shows its password."
  }

  assert {
    condition     = aws_db_parameter_group.this.name == "cloudnative-test-postgres17" && aws_db_parameter_group.this.family == "postgres17"
    error_message = "The group must be of the major version, and named after it so that an upgrade can make the next one first."
  }
}

run "protected_and_backed_up_by_default" {
  command = plan

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.deletion_protection
    error_message = "What is not asked for is the safe choice."
  }

  assert {
    condition     = aws_db_instance.this.backup_retention_period == 7 && aws_db_instance.this.copy_tags_to_snapshot
    error_message = "A week of backups, with tags, so that they are found."
  }

  assert {
    condition     = !aws_db_instance.this.skip_final_snapshot && can(regex("^cloudnative-test-final-[0-9a-f]{8}$", aws_db_instance.this.final_snapshot_identifier))
    error_message = "A last copy must be kept, under a name that was not used before."
  }

  assert {
    condition     = aws_db_instance.this.auto_minor_version_upgrade && aws_db_instance.this.max_allocated_storage == 100
    error_message = "Patches come, and the disk grows, by themselves."
  }
}

run "logs_are_encrypted_and_end" {
  command = plan

  assert {
    condition     = aws_db_instance.this.enabled_cloudwatch_logs_exports == toset(["postgresql", "upgrade"])
    error_message = "Both logs must be kept outside of the instance."
  }

  assert {
    condition     = [for group in aws_cloudwatch_log_group.this : group.name] == ["/aws/rds/instance/cloudnative-test/postgresql", "/aws/rds/instance/cloudnative-test/upgrade"]
    error_message = "The log groups must exist before RDS makes endless ones."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 365 && group.kms_key_id == "arn:aws:kms:ap-northeast-2:123456789012:key/2"])
    error_message = "Logs must end, and be encrypted with the key of the logs."
  }
}

run "the_monitoring_role_serves_this_instance_only" {
  command = plan

  assert {
    condition     = jsondecode(aws_iam_role.monitoring.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceArn"] == "arn:aws:rds:ap-northeast-2:123456789012:db:cloudnative-test"
    error_message = "No other instance, and nobody else's, may take the role."
  }

  assert {
    condition     = aws_db_instance.this.monitoring_interval == 60
    error_message = "The operating system must be measured every minute."
  }
}

run "small_single_and_gone_without_a_copy" {
  command = plan

  variables {
    engine_version      = "15.14"
    instance_class      = "db.t4g.micro"
    multi_az            = false
    backup_days         = 1
    deletion_protection = false
    final_snapshot      = false
    log_retention_days  = 7
  }

  assert {
    condition     = !aws_db_instance.this.multi_az && !aws_db_instance.this.deletion_protection
    error_message = "A standby and protection are choices."
  }

  assert {
    condition     = aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.final_snapshot_identifier == null
    error_message = "No copy is kept unless asked for."
  }

  assert {
    condition     = aws_db_parameter_group.this.family == "postgres15" && aws_cloudwatch_log_group.this["postgresql"].retention_in_days == 7
    error_message = "The family follows the version, the logs the given days."
  }
}

run "the_last_copy_of_another_life_has_another_name" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:ap-northeast-2:123456789012:key/3"
  }

  assert {
    condition     = aws_db_instance.this.final_snapshot_identifier != "cloudnative-test-final-${substr(sha256("arn:aws:kms:ap-northeast-2:123456789012:key/1"), 0, 8)}"
    error_message = "The second deletion of an environment must not fail because of the first one's snapshot."
  }
}
