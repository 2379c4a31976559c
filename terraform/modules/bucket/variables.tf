variable "name" {
  description = "Name of the bucket; unique among all accounts, so it usually ends with the account's number."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "kms_key_arn" {
  description = "KMS key of the objects; null where the writer cannot use one, as load balancers cannot: S3 then encrypts with a key of its own."
  type        = string
  default     = null
}

variable "log_writer" {
  description = "Service principal that may add objects under AWSLogs/ACCOUNT/; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.log_writer == null || can(regex("^[a-z0-9.-]+\\.amazonaws\\.com$", var.log_writer))
    error_message = "log_writer must be a service principal, for example logdelivery.elasticloadbalancing.amazonaws.com."
  }
}

variable "expire_after_days" {
  description = "Days after which objects go; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = var.expire_after_days == null || try(var.expire_after_days >= 1, false)
    error_message = "expire_after_days must be 1 or more, or null."
  }
}

variable "old_version_days" {
  description = "Days that replaced and deleted objects can still be had back."
  type        = number
  default     = 90

  validation {
    condition     = var.old_version_days >= 1
    error_message = "old_version_days must be 1 or more."
  }
}

variable "delete_with_objects" {
  description = "Whether destroying the bucket may also delete what is in it."
  type        = bool
  default     = false
}
