# Room for secrets, and the key that encrypts what the platform keeps. Values never pass
# Terraform: it would write them into its state.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

# Database and cache use it as well: their backups can be read as long as this key is there.
resource "aws_kms_key" "data" {
  description             = "${var.name}: secrets, database and cache"
  enable_key_rotation     = true
  deletion_window_in_days = max(var.recovery_window_days, 7)

  # AWS services use the key by the rights of who asks them, so IAM alone decides.
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

  tags = { Name = "${var.name}-data" }
}

resource "aws_kms_alias" "data" {
  name          = "alias/${var.name}-data"
  target_key_id = aws_kms_key.data.key_id
}

resource "aws_secretsmanager_secret" "this" {
  for_each = var.names

  name                    = "${var.name}/${each.value}"
  description             = "Made by Terraform without a value"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = var.recovery_window_days
}
