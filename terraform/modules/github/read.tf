# What Terraform asks while it plans: the shape of what there is, never what is kept in it. No
# secret's value, no image, no object but the state.

locals {
  read_actions = [
    "acm:DescribeCertificate", "acm:ListTagsForCertificate",
    "autoscaling:DescribeAutoScalingGroups",
    "ec2:Describe*",
    "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:ListTagsForResource",
    "eks:Describe*", "eks:List*",
    "elasticache:Describe*", "elasticache:ListTagsForResource",
    "elasticloadbalancing:Describe*",
    "iam:GetOpenIDConnectProvider", "iam:GetRole", "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies", "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies",
    "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListResourceTags",
    "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "logs:ListTagsForResource",
    "rds:Describe*", "rds:ListTagsForResource",
    "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration",
    "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration",
    "secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy",
    "tag:GetResources",
    "wafv2:GetLoggingConfiguration", "wafv2:GetWebACL", "wafv2:GetWebACLForResource", "wafv2:ListTagsForResource",
  ]

  state_arn = "arn:${local.partition}:s3:::${var.state_bucket}"
  state_key = "${local.state_arn}/${var.name}.tfstate"

  read_statements = [
    { Sid = "ShapeOfWhatThereIs", Effect = "Allow", Action = local.read_actions, Resource = "*" },
    { Sid = "FindState", Effect = "Allow", Action = "s3:ListBucket", Resource = local.state_arn },
    { Sid = "ReadState", Effect = "Allow", Action = "s3:GetObject", Resource = local.state_key },
    {
      Sid      = "LockState"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
      Resource = "${local.state_key}.tflock"
    },
    {
      Sid       = "KeyOfState"
      Effect    = "Allow"
      Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
      Resource  = "arn:${local.partition}:kms:${local.region}:${local.account}:key/*"
      Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = "alias/${var.state_bucket}" } }
    },
  ]
}

resource "aws_iam_role_policy" "read" {
  for_each = toset(["plan", "apply"])

  name   = "read"
  role   = aws_iam_role.workflow[each.value].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.read_statements })
}
