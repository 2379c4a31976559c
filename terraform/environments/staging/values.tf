# Staging: like production, cheaper: spot machines, and one zone for the data.

locals {
  values = {
    kubernetes_version = "1.35"
    nat_gateway_count  = 1
    recovery_days      = 7

    node_groups = {
      general = { instance_types = ["m7g.large", "m6g.large"], capacity_type = "SPOT", min_size = 2, max_size = 4 }
    }
  }

  database = {
    instance_class      = "db.t4g.medium"
    multi_az            = false
    backup_days         = 7
    deletion_protection = false
  }

  cache   = { node_type = "cache.t4g.small", replicas = 0 }
  ingress = { waf = true, access_logs = true, deletion_protection = false }
}
