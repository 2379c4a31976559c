variable "inventory" {
  description = "What the Ansible inventory says about this environment; role infrastructure writes it."
  type = object({
    environment             = string
    cluster_name            = string
    vpc_cidr                = string
    availability_zone_count = number
    service_cidr            = string
    gateway_node_port       = number
    services                = list(string)
    admin_arns              = list(string)
    api_access_cidrs        = list(string)
    client_cidrs            = list(string)
  })

  validation {
    condition     = contains(["lab", "staging", "production"], var.inventory.environment)
    error_message = "inventory.environment must be lab, staging or production."
  }

  validation {
    condition     = var.inventory.availability_zone_count >= 2 && var.inventory.availability_zone_count <= 6
    error_message = "inventory.availability_zone_count must be 2 to 6."
  }

  # Two ranges overlap where the shorter prefix of both gives them the same network.
  validation {
    condition = try(
      cidrsubnet("${split("/", var.inventory.vpc_cidr)[0]}/${min(split("/", var.inventory.vpc_cidr)[1], split("/", var.inventory.service_cidr)[1])}", 0, 0) !=
      cidrsubnet("${split("/", var.inventory.service_cidr)[0]}/${min(split("/", var.inventory.vpc_cidr)[1], split("/", var.inventory.service_cidr)[1])}", 0, 0),
      false,
    )
    error_message = "inventory.vpc_cidr and inventory.service_cidr must be IPv4 ranges that do not overlap."
  }
}

variable "values" {
  description = "What makes one environment different from another: its size and how well it is protected."
  type = object({
    kubernetes_version = optional(string, "1.35")
    nat_gateway_count  = optional(number, 1)
    log_retention_days = optional(number, 365)
    delete_with_images = optional(bool, false)
    addons             = optional(set(string), ["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"])
    node_groups = map(object({
      instance_types = list(string)
      ami_type       = optional(string, "AL2023_ARM_64_STANDARD")
      capacity_type  = optional(string, "ON_DEMAND")
      min_size       = number
      max_size       = number
      disk_size_gib  = optional(number, 50)
      labels         = optional(map(string), {})
    }))
  })

  validation {
    condition     = var.inventory.environment != "production" || !var.values.delete_with_images
    error_message = "values.delete_with_images must be false in production: images would go with the platform."
  }
}
