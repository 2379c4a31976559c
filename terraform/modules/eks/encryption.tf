# The key for Kubernetes Secrets in etcd. Who may use it is decided by IAM in this account.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

resource "aws_kms_key" "cluster" {
  description             = "EKS ${var.name}: Kubernetes Secrets"
  enable_key_rotation     = true
  deletion_window_in_days = 7

  tags = { Name = "${var.name}-eks" }

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
}

resource "aws_kms_alias" "cluster" {
  name          = "alias/${var.name}-eks"
  target_key_id = aws_kms_key.cluster.key_id
}
