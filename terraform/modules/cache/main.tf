# One Valkey or Redis primary with its replicas: TLS, a token, its own key on disk.

locals {
  has_replica = var.replicas > 0

  # A name that a life before this one has not used: the key is made anew with the platform.
  final_snapshot = "${var.name}-final-${substr(sha256(var.kms_key_arn), 0, 8)}"
}

resource "aws_elasticache_subnet_group" "this" {
  name        = var.name
  description = "Private subnets of ${var.name}"
  subnet_ids  = var.private_subnet_ids
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = var.name
  description          = "Cache of ${var.name}"
  engine               = var.engine
  engine_version       = var.engine_version
  node_type            = var.node_type
  port                 = 6379
  subnet_group_name    = aws_elasticache_subnet_group.this.name
  security_group_ids   = [var.security_group_id]

  num_cache_clusters         = 1 + var.replicas
  automatic_failover_enabled = local.has_replica
  multi_az_enabled           = local.has_replica

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true

  # Nobody is told this token, it only locks the door: module cache_token puts one in its place
  # that Secrets Manager alone knows, so that the state holds none that opens.
  auth_token = uuid()

  snapshot_retention_limit  = var.snapshot_days
  snapshot_window           = var.snapshot_window
  final_snapshot_identifier = var.final_snapshot ? local.final_snapshot : null

  auto_minor_version_upgrade = true
  maintenance_window         = var.maintenance_window

  # The plan has shown what will happen; a change that waits for its window would look like drift.
  apply_immediately = true

  lifecycle { ignore_changes = [auth_token, auth_token_update_strategy] }
}
