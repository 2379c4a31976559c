# What GitHub's workflows may do here; nothing at all unless a repository is named.

module "github" {
  source = "../github"
  count  = var.inventory.github_repository == "" ? 0 : 1

  name            = local.name
  environment     = var.inventory.environment
  repository      = var.inventory.github_repository
  provider_arn    = var.inventory.github_provider_arn == "" ? null : var.inventory.github_provider_arn
  state_bucket    = var.inventory.state_bucket
  repository_arns = values(module.registry.repository_arns)
}
