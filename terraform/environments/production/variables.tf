variable "region" {
  description = "AWS region, for example ap-northeast-2."
  type        = string

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region, for example ap-northeast-2."
  }
}

variable "account_id" {
  description = "AWS account that this environment belongs to; credentials of any other are refused."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account."
  }
}

# The type is written down once, in modules/platform, which checks it.
variable "inventory" {
  description = "What the Ansible inventory says about this environment."
  type        = any
}
