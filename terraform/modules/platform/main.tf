# The whole platform on AWS, up to the cluster's edge: what runs inside is Ansible's business.

data "aws_region" "current" {}

# Zones by name, so that the set stays the same when AWS adds one of another kind.
data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "zone-name"
    values = [for letter in ["a", "b", "c", "d", "e", "f"] : "${data.aws_region.current.id}${letter}"]
  }

  # Local zones and Wavelength zones take no EKS control plane.
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }

  lifecycle {
    postcondition {
      condition     = length(self.names) >= var.inventory.availability_zone_count
      error_message = "inventory.availability_zone_count is ${var.inventory.availability_zone_count}, but the region has these zones for us: ${join(", ", self.names)}."
    }
  }
}

data "aws_caller_identity" "current" {}

# The role behind a session, where Terraform runs with a role's temporary credentials.
data "aws_iam_session_context" "current" {
  arn = data.aws_caller_identity.current.arn
}

locals {
  name = var.inventory.cluster_name

  availability_zones = slice(sort(data.aws_availability_zones.available.names), 0, var.inventory.availability_zone_count)

  # Without named administrators it is who builds the platform.
  admin_arns = length(var.inventory.admin_arns) > 0 ? var.inventory.admin_arns : [data.aws_iam_session_context.current.issuer_arn]
}

module "log_key" {
  source = "../log_key"

  name = local.name
}

module "network" {
  source = "../network"

  name                     = local.name
  cluster_name             = local.name
  vpc_cidr                 = var.inventory.vpc_cidr
  availability_zones       = local.availability_zones
  nat_gateway_count        = var.values.nat_gateway_count
  endpoints                = var.values.endpoints
  flow_log_days            = var.values.flow_log_days
  log_key_arn              = module.log_key.key_arn
  alb_allowed_cidrs        = var.inventory.client_cidrs
  gateway_node_port        = var.inventory.gateway_node_port
  gateway_status_node_port = var.inventory.gateway_status_node_port
}

module "eks" {
  source = "../eks"

  name                            = local.name
  kubernetes_version              = var.values.kubernetes_version
  private_subnet_ids              = module.network.private_subnet_ids
  control_plane_security_group_id = module.network.security_group_ids["control_plane"]
  node_security_group_id          = module.network.security_group_ids["nodes"]
  service_cidr                    = var.inventory.service_cidr
  public_access_cidrs             = var.inventory.api_access_cidrs
  public_access_for_everyone      = var.inventory.api_access_for_everyone
  admin_arns                      = local.admin_arns
  node_groups                     = var.values.node_groups
  addons                          = var.values.addons
  log_retention_days              = var.values.log_retention_days
  log_key_arn                     = module.log_key.key_arn
}

module "registry" {
  source = "../registry"

  services           = var.inventory.services
  delete_with_images = var.values.delete_with_images
}

module "ingress" {
  source = "../ingress"

  name                     = local.name
  vpc_id                   = module.network.vpc_id
  public_subnet_ids        = module.network.public_subnet_ids
  security_group_id        = module.network.security_group_ids["alb"]
  autoscaling_group_names  = module.eks.autoscaling_group_names
  gateway_node_port        = var.inventory.gateway_node_port
  gateway_status_node_port = var.inventory.gateway_status_node_port
  certificate_arn          = var.inventory.certificate_arn == "" ? null : var.inventory.certificate_arn
  waf                      = var.ingress.waf
  access_logs              = var.ingress.access_logs
  deletion_protection      = var.ingress.deletion_protection
  log_retention_days       = var.values.log_retention_days
  log_key_arn              = module.log_key.key_arn
}
