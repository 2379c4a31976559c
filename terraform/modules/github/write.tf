# What Terraform changes while it applies, apart from rights and keys (rights.tf). The fences: this
# region, names that begin with the platform's, and nothing that is tagged as another platform's.

locals {
  here = "${local.region}:${local.account}"

  # What these make has no name before it is made, so the fence is the region.
  regional_actions = [
    "acm:AddTagsToCertificate", "acm:DeleteCertificate", "acm:RequestCertificate",
    "autoscaling:AttachLoadBalancerTargetGroups", "autoscaling:DetachLoadBalancerTargetGroups",
    "ec2:AllocateAddress", "ec2:Associate*", "ec2:AttachInternetGateway", "ec2:AuthorizeSecurityGroup*",
    "ec2:Create*", "ec2:Delete*", "ec2:DetachInternetGateway", "ec2:Disassociate*", "ec2:ModifyLaunchTemplate",
    "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute", "ec2:ModifyVpc*", "ec2:ReleaseAddress",
    "ec2:ReplaceRoute*", "ec2:RevokeSecurityGroup*", "ec2:RunInstances", "ec2:UpdateSecurityGroupRuleDescriptions*",
    "elasticloadbalancing:AddTags", "elasticloadbalancing:Create*", "elasticloadbalancing:Delete*",
    "elasticloadbalancing:Modify*", "elasticloadbalancing:RemoveTags", "elasticloadbalancing:Set*",
    "logs:*LogDelivery", "logs:DeleteResourcePolicy", "logs:PutResourcePolicy",
    "wafv2:AssociateWebACL", "wafv2:CreateWebACL", "wafv2:Delete*", "wafv2:DisassociateWebACL",
    "wafv2:PutLoggingConfiguration", "wafv2:TagResource", "wafv2:UntagResource", "wafv2:UpdateWebACL",
  ]

  cluster_arns = [
    for kind in ["cluster/${var.name}", "nodegroup/${var.name}/*", "addon/${var.name}/*", "access-entry/${var.name}/*", "podidentityassociation/${var.name}/*"] :
    "arn:${local.partition}:eks:${local.here}:${kind}"
  ]

  data_arns = concat(
    [for kind in ["db", "subgrp", "pg", "snapshot"] : "arn:${local.partition}:rds:${local.here}:${kind}:${var.name}*"],
    [for kind in ["replicationgroup", "cluster", "subnetgroup", "parametergroup", "snapshot"] : "arn:${local.partition}:elasticache:${local.here}:${kind}:${var.name}*"],
  )

  log_group_arns = [
    for name in ["/aws/eks/${var.name}/*", "/aws/rds/instance/${var.name}/*", "/aws/vpc/${var.name}*", "aws-waf-logs-${var.name}"] :
    "arn:${local.partition}:logs:${local.here}:log-group:${name}"
  ]

  log_bucket = "arn:${local.partition}:s3:::${var.name}-access-logs-${local.account}"
}

resource "aws_iam_role_policy" "write" {
  name = "write"
  role = aws_iam_role.workflow["apply"].id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "ThisRegion", Effect = "Allow", Action = local.regional_actions, Resource = "*"
        Condition = { StringEquals = { "aws:RequestedRegion" = local.region } }
      },
      { Sid = "Cluster", Effect = "Allow", Action = "eks:*", Resource = local.cluster_arns },
      { Sid = "Repositories", Effect = "Allow", Action = ["ecr:CreateRepository", "ecr:Delete*", "ecr:Put*", "ecr:TagResource", "ecr:UntagResource"], Resource = var.repository_arns },
      { Sid = "Data", Effect = "Allow", Action = ["rds:*", "elasticache:*"], Resource = local.data_arns },
      { Sid = "LogGroups", Effect = "Allow", Action = ["logs:*LogGroup*", "logs:*RetentionPolicy", "logs:*KmsKey", "logs:TagResource", "logs:UntagResource"], Resource = local.log_group_arns },
      { Sid = "AccessLogs", Effect = "Allow", Action = "s3:*", Resource = [local.log_bucket, "${local.log_bucket}/*"] },
      { Sid = "WriteState", Effect = "Allow", Action = "s3:PutObject", Resource = local.state_key },
      {
        Sid       = "OtherPlatformsStayAsTheyAre", Effect = "Deny", Resource = "*"
        Action    = ["ec2:*", "eks:*", "ecr:*", "elasticloadbalancing:*", "rds:*", "elasticache:*", "secretsmanager:*", "wafv2:*", "logs:*"]
        Condition = { StringNotEquals = { "aws:ResourceTag/platform" = var.name }, Null = { "aws:ResourceTag/platform" = "false" } }
      },
    ]
  })
}
