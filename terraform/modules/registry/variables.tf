variable "services" {
  description = "Names of the services; each gets a repository of the same name."
  type        = set(string)

  validation {
    condition     = alltrue([for name in var.services : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name)) && length(name) >= 2 && length(name) <= 256])
    error_message = "services must be 2 to 256 lower-case letters and digits, joined by single '.', '_', '-' or '/'."
  }
}

variable "kept_images" {
  description = "Images kept per repository; older ones expire."
  type        = number
  default     = 50

  validation {
    condition     = var.kept_images >= 5 && var.kept_images <= 1000
    error_message = "kept_images must be between 5 (enough to roll back) and 1000."
  }
}

variable "delete_with_images" {
  description = "Whether destroying the platform may also delete images that are left in a repository."
  type        = bool
  default     = false
}
