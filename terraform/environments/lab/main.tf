# Only wiring: what differs from the other environments is values.tf and the backend.

terraform {
  required_version = ">= 1.10"

  # Where the state lies is said at `terraform init`, by role infrastructure.
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

  default_tags {
    tags = {
      platform    = var.inventory.cluster_name
      environment = var.inventory.environment
      managed-by  = "terraform"
    }
  }
}

module "platform" {
  source = "../../modules/platform"

  inventory = var.inventory
  values    = local.values
  database  = local.database
  cache     = local.cache
  ingress   = local.ingress
}
