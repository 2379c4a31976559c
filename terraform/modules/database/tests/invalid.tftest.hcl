mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
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

run "name_that_ends_in_a_hyphen" {
  command = plan

  variables {
    name = "cloudnative-"
  }

  expect_failures = [var.name]
}

run "one_subnet_twice" {
  command = plan

  variables {
    private_subnet_ids = ["subnet-a", "subnet-a"]
  }

  expect_failures = [var.private_subnet_ids]
}

run "key_by_its_alias" {
  command = plan

  variables {
    kms_key_arn = "alias/data"
  }

  expect_failures = [var.kms_key_arn]
}

run "log_key_by_its_id" {
  command = plan

  variables {
    log_key_arn = "1234abcd"
  }

  expect_failures = [var.log_key_arn]
}

run "version_without_updates" {
  command = plan

  variables {
    engine_version = "12"
  }

  expect_failures = [var.engine_version]
}

run "version_of_three_parts" {
  command = plan

  variables {
    engine_version = "17.6.1"
  }

  expect_failures = [var.engine_version]
}

run "machine_of_a_cache" {
  command = plan

  variables {
    instance_class = "cache.m7g.large"
  }

  expect_failures = [var.instance_class]
}

run "disk_smaller_than_rds_knows" {
  command = plan

  variables {
    storage_gib = 5
  }

  expect_failures = [var.storage_gib]
}

run "disk_that_cannot_grow" {
  command = plan

  variables {
    storage_gib     = 100
    max_storage_gib = 100
  }

  expect_failures = [var.max_storage_gib]
}

run "no_backups" {
  command = plan

  variables {
    backup_days = 0
  }

  expect_failures = [var.backup_days]
}

run "backups_for_two_months" {
  command = plan

  variables {
    backup_days = 60
  }

  expect_failures = [var.backup_days]
}

run "protected_but_without_a_last_copy" {
  command = plan

  variables {
    final_snapshot = false
  }

  expect_failures = [var.final_snapshot]
}

run "backup_window_with_a_day" {
  command = plan

  variables {
    backup_window = "sun:17:00-sun:18:00"
  }

  expect_failures = [var.backup_window]
}

run "maintenance_window_without_a_day" {
  command = plan

  variables {
    maintenance_window = "18:30-19:30"
  }

  expect_failures = [var.maintenance_window]
}

run "logs_for_a_week_and_a_day" {
  command = plan

  variables {
    log_retention_days = 8
  }

  expect_failures = [var.log_retention_days]
}
