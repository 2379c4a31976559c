# What the platform stands on, without what AWS takes minutes for: about 60 resources with all kinds
# of marks by which a killed run's work is recognised (names, tags, and what a rule or route is made of).

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

locals {
  name = var.inventory.cluster_name
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account_id]

  default_tags {
    tags = {
      platform   = local.name
      managed-by = "terraform"
    }
  }
}

module "log_key" {
  source = "../../../terraform/modules/log_key"

  name = local.name
}

module "network" {
  source = "../../../terraform/modules/network"

  name               = local.name
  cluster_name       = local.name
  vpc_cidr           = var.inventory.vpc_cidr
  availability_zones = ["${var.region}a", "${var.region}b"]
  flow_log_days      = 7
  log_key_arn        = module.log_key.key_arn
}

module "registry" {
  source = "../../../terraform/modules/registry"

  services           = var.inventory.services
  delete_with_images = true
}

module "secrets" {
  source = "../../../terraform/modules/secrets"

  name                 = local.name
  names                = var.inventory.secrets
  recovery_window_days = 0
}
