# Where Terraform keeps what it knows: a bucket and a key of its own. The lock is an object beside
# the state, written only if there is none (use_lockfile), so no table is needed.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "state" {
  description             = "Terraform state in ${var.bucket}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AccountDecidesByIam"
      Effect    = "Allow"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })

  tags = { Name = var.bucket }

  # Without it no state can be read again.
  lifecycle { prevent_destroy = true }
}

resource "aws_kms_alias" "state" {
  name          = "alias/${var.bucket}"
  target_key_id = aws_kms_key.state.key_id
}

module "bucket" {
  source = "../bucket"

  name             = var.bucket
  kms_key_arn      = aws_kms_key.state.arn
  old_version_days = var.old_version_days
}
