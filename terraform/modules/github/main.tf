# GitHub's workflows come in with short-lived tokens instead of stored keys. Every workflow that may
# touch this environment has one role, and a GitHub environment of its own: `sub` then names
# repository and environment exactly, and GitHub's rules say who may use that environment. A branch
# in `sub` could not tell two workflows of the same branch apart.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.provider_arn == null ? aws_iam_openid_connect_provider.github[0].arn : var.provider_arn

  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  account   = data.aws_caller_identity.current.account_id

  # Workflow to its GitHub environment and how long its credentials last.
  workflows = {
    plan  = { github_environment = "${var.environment}-plan", hours = 1 }
    apply = { github_environment = var.environment, hours = 2 }
    push  = { github_environment = "${var.environment}-images", hours = 1 }
  }
}

resource "aws_iam_openid_connect_provider" "github" {
  count = var.provider_arn == null ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "workflow" {
  for_each = local.workflows

  name                 = "${var.name}-github-${each.key}"
  description          = "GitHub workflow ${each.key} of ${var.repository}"
  max_session_duration = each.value.hours * 3600

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = local.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "repo:${var.repository}:environment:${each.value.github_environment}"
        }
      }
    }]
  })
}
