# One PostgreSQL instance, with a standby where that is asked for: encrypted, TLS only, its
# password made and kept by RDS.

locals {
  major = split(".", var.engine_version)[0]

  # A name that a life before this one has not used: the key is made anew with the platform.
  final_snapshot = "${var.name}-final-${substr(sha256(var.kms_key_arn), 0, 8)}"
}

resource "aws_db_subnet_group" "this" {
  name        = var.name
  description = "Private subnets of ${var.name}"
  subnet_ids  = var.private_subnet_ids
}

resource "aws_db_instance" "this" {
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.engine_version
  instance_class = var.instance_class
  db_name        = "platform"
  username       = "platform_admin"

  storage_type          = "gp3"
  allocated_storage     = var.storage_gib
  max_allocated_storage = var.max_storage_gib
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  manage_master_user_password         = true
  master_user_secret_kms_key_id       = var.kms_key_arn
  iam_database_authentication_enabled = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [var.security_group_id]
  publicly_accessible    = false
  multi_az               = var.multi_az

  backup_retention_period   = var.backup_days
  backup_window             = var.backup_window
  copy_tags_to_snapshot     = true
  deletion_protection       = var.deletion_protection
  skip_final_snapshot       = !var.final_snapshot
  final_snapshot_identifier = var.final_snapshot ? local.final_snapshot : null

  parameter_group_name       = aws_db_parameter_group.this.name
  auto_minor_version_upgrade = true
  maintenance_window         = var.maintenance_window

  # The plan has shown what will happen; a change that waits for its window would look like drift.
  apply_immediately = true

  enabled_cloudwatch_logs_exports = keys(aws_cloudwatch_log_group.this)
  monitoring_interval             = 60
  monitoring_role_arn             = aws_iam_role.monitoring.arn

  # Seven days of metrics are free of charge.
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7

  # Without its permissions it cannot send metrics, not even the last ones.
  depends_on = [aws_iam_role_policy_attachment.monitoring]
}
