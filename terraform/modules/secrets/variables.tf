variable "name" {
  description = "Prefix of the names of the secrets and of the key's alias, for example cloudnative-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "names" {
  description = "Secrets to keep room for, named after the prefix, for example cache or database/blog."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.names : can(regex("^[a-z0-9]+([-/][a-z0-9]+)*$", name)) && length(name) <= 200])
    error_message = "names must be lower-case letters and digits, joined by single '-' or '/'."
  }

  # Secrets Manager hangs a hyphen and six characters on the name to make the ARN.
  validation {
    condition     = !anytrue([for name in var.names : can(regex("-[a-z0-9]{6}$", name))])
    error_message = "names must not end in a hyphen and six characters: Secrets Manager may take that for the end of an ARN."
  }
}

variable "recovery_window_days" {
  description = "Days in which a deleted secret or key can be brought back, 7 to 30; with 0 secrets go at once, the key after KMS's least of 7."
  type        = number
  default     = 30

  validation {
    condition     = var.recovery_window_days == 0 || (var.recovery_window_days >= 7 && var.recovery_window_days <= 30)
    error_message = "recovery_window_days must be 0, or 7 to 30."
  }
}
