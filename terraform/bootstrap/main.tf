# The bucket of everyone else's state. Its own state is a file beside the run and only a cache: a
# playbook that finds it gone takes over what AWS has.

terraform {
  required_version = ">= 1.10"

  backend "local" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100, < 7.0"
    }
  }
}

# Endpoint and credentials come from the environment (AWS_ENDPOINT_URL, AWS_SHARED_CREDENTIALS_FILE).
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  # Not tagged as one platform's: the bucket serves every environment and outlives them.
  default_tags {
    tags = {
      platform   = var.bucket
      purpose    = "terraform-state"
      managed-by = "terraform"
    }
  }
}

module "state" {
  source = "../modules/state"

  bucket = var.bucket
}
