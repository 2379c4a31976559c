# Where data is: secrets, database, cache. One key for all of it.

module "secrets" {
  source = "../secrets"

  name = local.name
  # The cache's token is always there; services name what they need in the inventory.
  names                = setunion(var.inventory.secrets, ["cache"])
  recovery_window_days = var.values.recovery_days
}

module "database" {
  source = "../database"

  name                = local.name
  private_subnet_ids  = module.network.private_subnet_ids
  security_group_id   = module.network.security_group_ids["database"]
  kms_key_arn         = module.secrets.kms_key_arn
  log_key_arn         = module.log_key.key_arn
  engine_version      = var.database.engine_version
  instance_class      = var.database.instance_class
  storage_gib         = var.database.storage_gib
  max_storage_gib     = var.database.max_storage_gib
  multi_az            = var.database.multi_az
  backup_days         = var.database.backup_days
  deletion_protection = var.database.deletion_protection
  final_snapshot      = var.database.final_snapshot
  log_retention_days  = var.values.log_retention_days
}

module "cache" {
  source = "../cache"

  name               = local.name
  private_subnet_ids = module.network.private_subnet_ids
  security_group_id  = module.network.security_group_ids["cache"]
  kms_key_arn        = module.secrets.kms_key_arn
  engine             = var.cache.engine
  engine_version     = var.cache.engine_version
  node_type          = var.cache.node_type
  replicas           = var.cache.replicas
  snapshot_days      = var.cache.snapshot_days
  final_snapshot     = var.cache.final_snapshot
}
