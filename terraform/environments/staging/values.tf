# Staging: like production, cheaper: one NAT gateway, spot machines, fewer of them.

locals {
  values = {
    nat_gateway_count  = 1
    log_retention_days = 30

    node_groups = {
      general = { instance_types = ["m7g.large", "m6g.large"], capacity_type = "SPOT", min_size = 2, max_size = 4 }
    }
  }
}
