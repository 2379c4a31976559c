# Production. One NAT gateway saves cost, at the price that both zones lose the way out with the
# first one; set nat_gateway_count to the number of zones where that matters. Images and AWS's
# tokens come through endpoints of the VPC, so nodes start while there is no NAT.

locals {
  values = {
    kubernetes_version = "1.35"
    nat_gateway_count  = 1
    endpoints          = ["s3", "ecr", "sts"]

    node_groups = {
      general = { instance_types = ["m7g.large"], min_size = 2, max_size = 6 }
    }
  }

  database = {
    instance_class      = "db.m7g.large"
    max_storage_gib     = 500
    multi_az            = true
    backup_days         = 14
    deletion_protection = true
  }

  cache   = { node_type = "cache.m7g.large", replicas = 1 }
  ingress = { waf = true, access_logs = true, deletion_protection = true }
}
