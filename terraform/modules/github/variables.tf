variable "name" {
  description = "Name of the platform and prefix of the roles, for example cloudnative-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "environment" {
  description = "Environment that the roles work on, and beginning of the names of its GitHub environments."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,30}$", var.environment))
    error_message = "environment must be lower-case letters, digits and hyphens, for example production."
  }
}

variable "repository" {
  description = "Repository of the workflows as GitHub writes it in its tokens: OWNER@ID/NAME@ID, or OWNER/NAME for repositories from before July 2026."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+(@[0-9]+/[A-Za-z0-9._-]+@[0-9]+|/[A-Za-z0-9._-]+)$", var.repository))
    error_message = "repository must be OWNER@ID/NAME@ID or OWNER/NAME, without wildcards."
  }
}

variable "provider_arn" {
  description = "IAM identity provider of GitHub's tokens where the account has it; null makes it. An account has one at most."
  type        = string
  default     = null

  validation {
    condition     = var.provider_arn == null || can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.provider_arn))
    error_message = "provider_arn must be the ARN of the identity provider token.actions.githubusercontent.com."
  }
}

variable "state_bucket" {
  description = "Bucket of the Terraform state."
  type        = string

  validation {
    condition     = length(var.state_bucket) >= 3
    error_message = "state_bucket must name a bucket."
  }
}

variable "repository_arns" {
  description = "ECR repositories that the push role may fill."
  type        = set(string)

  validation {
    condition     = length(var.repository_arns) > 0 && alltrue([for arn in var.repository_arns : !strcontains(arn, "*")])
    error_message = "repository_arns must name at least one repository, without wildcards."
  }
}
