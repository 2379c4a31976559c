variable "bucket" {
  description = "Name of the bucket; unique among all accounts, so it usually ends with the account's number."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket))
    error_message = "bucket must be 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "old_version_days" {
  description = "Days that earlier states can still be had back."
  type        = number
  default     = 365

  validation {
    condition     = var.old_version_days >= 30
    error_message = "old_version_days must be 30 or more: a bad state is often found late."
  }
}
