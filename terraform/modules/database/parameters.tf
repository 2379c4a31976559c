# How the server behaves. The group's name has the major version in it: an upgrade needs the
# old group until the instance has moved to the new one.

locals {
  parameters = {
    "rds.force_ssl" = "1"

    # Statements that took a second or more; that is where a slow service is found.
    "log_min_duration_statement" = "1000"

    # Other statements are not logged: CREATE ROLE would put its password there.
    "log_statement" = "none"

    "log_connections"    = "1"
    "log_disconnections" = "1"
  }
}

resource "aws_db_parameter_group" "this" {
  name        = "${var.name}-postgres${local.major}"
  family      = "postgres${local.major}"
  description = "PostgreSQL ${local.major} of ${var.name}: TLS only, slow statements logged"

  dynamic "parameter" {
    for_each = local.parameters

    content {
      name  = parameter.key
      value = parameter.value
    }
  }

  lifecycle { create_before_destroy = true }
}
