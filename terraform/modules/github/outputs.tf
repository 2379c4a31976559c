output "provider_arn" {
  description = "IAM identity provider of GitHub's tokens."
  value       = local.provider_arn
}

output "role_arns" {
  description = "Role of each workflow: plan, apply, push."
  value       = { for workflow, role in aws_iam_role.workflow : workflow => role.arn }
}

output "github_environments" {
  description = "GitHub environment in which each workflow has to run."
  value       = { for name, workflow in local.workflows : name => workflow.github_environment }
}
