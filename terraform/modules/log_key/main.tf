# One key for every log group of the platform. CloudWatch Logs may use it for groups whose name
# carries the platform's name, and for no other.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  # Provider 5 calls it name, provider 6 region; id is the region's name in both.
  region  = data.aws_region.current.id
  account = data.aws_caller_identity.current.account_id

  log_groups = "arn:${data.aws_partition.current.partition}:logs:${local.region}:${local.account}:log-group"
}

resource "aws_kms_key" "logs" {
  description             = "Log groups of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  tags = { Name = "${var.name}-logs" }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogGroupsOfThisPlatformOnly"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Action    = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = [
              "${local.log_groups}:/aws/*/${var.name}/*",
              "${local.log_groups}:aws-waf-logs-${var.name}",
            ]
          }
        }
      },
    ]
  })
}

resource "aws_kms_alias" "logs" {
  name          = "alias/${var.name}-logs"
  target_key_id = aws_kms_key.logs.key_id
}
