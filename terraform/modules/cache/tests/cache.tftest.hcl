mock_provider "aws" {}

variables {
  name               = "cloudnative-test"
  private_subnet_ids = ["subnet-a", "subnet-b"]
  security_group_id  = "sg-cache"
  kms_key_arn        = "arn:aws:kms:ap-northeast-2:123456789012:key/1"
  node_type          = "cache.m7g.large"
}

run "closed_by_a_token_and_encrypted_everywhere" {
  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true"
    error_message = "What is on the wire and on disk must be encrypted."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.kms_key_id == "arn:aws:kms:ap-northeast-2:123456789012:key/1"
    error_message = "The disk must be encrypted with the given key."
  }

  assert {
    condition     = can(regex("^[0-9a-f-]{36}$", aws_elasticache_replication_group.this.auth_token))
    error_message = "The cache must never be open, not even before it gets its own token."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.security_group_ids == toset(["sg-cache"])
    error_message = "The network's security group, and no other, says who reaches the cache."
  }
}

run "a_later_plan_leaves_the_token_alone" {
  command = plan

  assert {
    condition     = can(regex("^[0-9a-f-]{36}$", aws_elasticache_replication_group.this.auth_token))
    error_message = "The token must stay what it was, which a plan knows; a new one is known after apply only."
  }
}

run "valkey_with_a_replica_in_another_zone_by_default" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.engine == "valkey" && aws_elasticache_replication_group.this.num_cache_clusters == 2
    error_message = "A primary and a replica of Valkey."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.multi_az_enabled && aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "A replica must take over by itself."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 7
    error_message = "Daily snapshots must be kept for a week."
  }

  assert {
    condition     = can(regex("^cloudnative-test-final-[0-9a-f]{8}$", aws_elasticache_replication_group.this.final_snapshot_identifier))
    error_message = "A last copy must be kept, under a name that was not used before."
  }
}

run "one_node_of_redis_that_leaves_nothing" {
  command = plan

  variables {
    engine         = "redis"
    engine_version = "7.1"
    replicas       = 0
    snapshot_days  = 0
    final_snapshot = false
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 1 && !aws_elasticache_replication_group.this.multi_az_enabled && !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "Without replicas nothing can take over."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.snapshot_retention_limit == 0 && aws_elasticache_replication_group.this.final_snapshot_identifier == null
    error_message = "No snapshots are kept unless asked for."
  }
}

run "the_last_copy_of_another_life_has_another_name" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:ap-northeast-2:123456789012:key/2"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.final_snapshot_identifier != "cloudnative-test-final-${substr(sha256("arn:aws:kms:ap-northeast-2:123456789012:key/1"), 0, 8)}"
    error_message = "The second deletion of an environment must not fail because of the first one's snapshot."
  }
}
