# The lab: as small as it gets, and gone without questions.

locals {
  values = {
    kubernetes_version = "1.35"
    nat_gateway_count  = 1
    delete_with_images = true
    recovery_days      = 0

    node_groups = {
      general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 }
    }
  }

  # The versions of database and cache are those that the emulator runs.
  database = {
    engine_version      = "15"
    instance_class      = "db.t4g.micro"
    multi_az            = false
    backup_days         = 1
    deletion_protection = false
    final_snapshot      = false
  }

  cache = {
    engine         = "redis"
    engine_version = "7.0"
    node_type      = "cache.t4g.micro"
    replicas       = 0
    snapshot_days  = 0
    final_snapshot = false
  }

  ingress = { waf = true, access_logs = false, deletion_protection = false }
}
