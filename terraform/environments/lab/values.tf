# The lab: as small as it gets, and gone without questions.

locals {
  values = {
    nat_gateway_count  = 1
    log_retention_days = 7
    delete_with_images = true

    node_groups = {
      general = { instance_types = ["m7g.large"], min_size = 1, max_size = 2 }
    }
  }
}
