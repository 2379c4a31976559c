# A root module whose state lies in S3; a run can be held while it has the lock.

terraform {
  required_version = ">= 1.10"

  backend "s3" {}
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "account_id" {
  description = "AWS account."
  type        = string
}

variable "inventory" {
  description = "As in modules/platform."
  type        = any
}

resource "terraform_data" "services" {
  input            = var.inventory.services
  triggers_replace = var.inventory.services

  provisioner "local-exec" {
    # Whoever names a file finds it there once the lock is held, and is held then.
    command = "[ -z \"$PLATFORM_TEST_HELD\" ] || { touch \"$PLATFORM_TEST_HELD\"; sleep 600; }"
  }
}
