# Access logs: every request, in a bucket that only the load balancer adds to.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

module "access_logs" {
  source = "../bucket"
  count  = var.access_logs ? 1 : 0

  name                = "${var.name}-access-logs-${data.aws_caller_identity.current.account_id}"
  log_writer          = "logdelivery.elasticloadbalancing.amazonaws.com"
  expire_after_days   = var.log_retention_days
  old_version_days    = 1
  delete_with_objects = !var.deletion_protection
}
