# Roles, keys and secrets: what could be used to get more rights than these. The pipeline makes the
# platform's roles but never touches its own, and hands roles only to the services that use them.

locals {
  own_roles       = "arn:${local.partition}:iam::${local.account}:role/${var.name}-*"
  pipeline_roles  = "arn:${local.partition}:iam::${local.account}:role/${var.name}-github-*"
  managed_policy  = "arn:${local.partition}:iam::aws:policy"
  any_key         = "arn:${local.partition}:kms:${local.here}:key/*"
  cluster_issuers = "arn:${local.partition}:iam::${local.account}:oidc-provider/oidc.eks.${local.region}.amazonaws.com/*"

  secrets = "arn:${local.partition}:secretsmanager:${local.here}:secret"

  attachable_policies = [
    for name in [
      "AmazonEKSClusterPolicy", "AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy",
      "service-role/AmazonEBSCSIDriverPolicy", "service-role/AmazonRDSEnhancedMonitoringRole",
    ] : "${local.managed_policy}/${name}"
  ]

  services_with_roles = [
    "ec2.amazonaws.com", "eks.amazonaws.com", "monitoring.rds.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com",
  ]

  role_statements = [
    {
      Sid    = "OwnRoles", Effect = "Allow", Resource = local.own_roles
      Action = ["iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole"]
    },
    {
      Sid       = "KnownPolicies", Effect = "Allow", Action = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"], Resource = local.own_roles
      Condition = { ArnEquals = { "iam:PolicyARN" = local.attachable_policies } }
    },
    {
      Sid       = "HandRolesToTheirServices", Effect = "Allow", Action = "iam:PassRole", Resource = local.own_roles
      Condition = { StringEquals = { "iam:PassedToService" = local.services_with_roles } }
    },
    {
      Sid    = "ClusterIssuer", Effect = "Allow", Resource = local.cluster_issuers
      Action = ["iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider", "iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint"]
    },
    {
      Sid       = "RolesThatServicesBring", Effect = "Allow", Action = "iam:CreateServiceLinkedRole"
      Resource  = "arn:${local.partition}:iam::${local.account}:role/aws-service-role/*"
      Condition = { StringEquals = { "iam:AWSServiceName" = [for service in ["autoscaling", "eks", "eks-nodegroup", "elasticache", "elasticloadbalancing", "rds", "spot", "wafv2"] : "${service}.amazonaws.com"] } }
    },
    # Whoever widens the pipeline's rights is a person, with rights of their own.
    { Sid = "NeverItsOwnRights", Effect = "Deny", Action = ["iam:Add*", "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:PassRole", "iam:Put*", "iam:Update*"], Resource = local.pipeline_roles },
  ]

  key_statements = [
    {
      Sid       = "MakeKeys", Effect = "Allow", Action = ["kms:CreateKey", "kms:TagResource"], Resource = "*"
      Condition = { StringEquals = { "aws:RequestTag/platform" = var.name } }
    },
    {
      Sid       = "OwnKeys", Effect = "Allow", Resource = local.any_key
      Action    = ["kms:CreateAlias", "kms:DeleteAlias", "kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:UntagResource", "kms:UpdateAlias", "kms:UpdateKeyDescription"]
      Condition = { StringEquals = { "aws:ResourceTag/platform" = var.name } }
    },
    {
      Sid      = "OwnAliases", Effect = "Allow", Action = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
      Resource = "arn:${local.partition}:kms:${local.here}:alias/${var.name}-*"
    },
    # Services that encrypt on our behalf ask for a grant.
    {
      Sid = "LendKeysToServices", Effect = "Allow", Action = ["kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKey"], Resource = local.any_key
      Condition = {
        StringEquals = { "aws:ResourceTag/platform" = var.name }
        StringLike   = { "kms:ViaService" = [for service in ["eks", "elasticache", "rds", "secretsmanager"] : "${service}.${local.region}.amazonaws.com"] }
      }
    },
  ]

  # The playbooks that this role runs make the values of the platform's own secrets and bring them
  # into the cluster; the master password that RDS keeps is made and read by others.
  secret_statements = [
    {
      Sid    = "OwnSecrets", Effect = "Allow", Resource = "${local.secrets}:${var.name}/*"
      Action = ["secretsmanager:CreateSecret", "secretsmanager:DeleteSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:TagResource", "secretsmanager:UntagResource", "secretsmanager:UpdateSecret", "secretsmanager:UpdateSecretVersionStage"]
    },
    { Sid = "MasterPassword", Effect = "Allow", Resource = "${local.secrets}:rds!db-*", Action = ["secretsmanager:CreateSecret", "secretsmanager:RotateSecret", "secretsmanager:TagResource"] },
  ]
}

resource "aws_iam_role_policy" "rights" {
  name = "rights"
  role = aws_iam_role.workflow["apply"].id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat(local.role_statements, local.key_statements, local.secret_statements)
  })
}
