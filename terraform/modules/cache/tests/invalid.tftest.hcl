mock_provider "aws" {}

variables {
  name               = "cloudnative-test"
  private_subnet_ids = ["subnet-a", "subnet-b"]
  security_group_id  = "sg-cache"
  kms_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/1"
  node_type          = "cache.m7g.large"
}

run "name_with_two_hyphens" {
  command = plan

  variables {
    name = "cloudnative--test"
  }

  expect_failures = [var.name]
}

run "one_subnet" {
  command = plan

  variables {
    private_subnet_ids = ["subnet-a"]
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

run "memcached" {
  command = plan

  variables {
    engine         = "memcached"
    engine_version = "1.6"
  }

  expect_failures = [var.engine]
}

run "redis_version_of_valkey" {
  command = plan

  variables {
    engine         = "redis"
    engine_version = "8.0"
  }

  expect_failures = [var.engine_version]
}

run "valkey_without_minor_version" {
  command = plan

  variables {
    engine_version = "8"
  }

  expect_failures = [var.engine_version]
}

run "machine_of_a_database" {
  command = plan

  variables {
    node_type = "db.m7g.large"
  }

  expect_failures = [var.node_type]
}

run "six_replicas" {
  command = plan

  variables {
    replicas = 6
  }

  expect_failures = [var.replicas]
}

run "half_a_replica" {
  command = plan

  variables {
    replicas = 0.5
  }

  expect_failures = [var.replicas]
}

run "snapshots_for_two_months" {
  command = plan

  variables {
    snapshot_days = 60
  }

  expect_failures = [var.snapshot_days]
}

run "snapshot_window_with_a_day" {
  command = plan

  variables {
    snapshot_window = "sun:17:00-sun:18:00"
  }

  expect_failures = [var.snapshot_window]
}

run "maintenance_window_without_a_day" {
  command = plan

  variables {
    maintenance_window = "18:30-19:30"
  }

  expect_failures = [var.maintenance_window]
}
