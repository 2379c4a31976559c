# Production. One NAT gateway saves cost, at the price that both zones lose the way out with the
# first one; set nat_gateway_count to the number of zones where that matters.

locals {
  values = {
    nat_gateway_count  = 1
    log_retention_days = 365

    node_groups = {
      general = { instance_types = ["m7g.large"], min_size = 2, max_size = 6 }
    }
  }
}
