variable "inventory" {
  description = "What the Ansible inventory says about this environment; role infrastructure writes it."
  type = object({
    environment              = string
    cluster_name             = string
    vpc_cidr                 = string
    availability_zone_count  = number
    service_cidr             = string
    gateway_node_port        = number
    gateway_status_node_port = optional(number, 30021)
    services                 = list(string)
    secrets                  = optional(list(string), [])
    admin_arns               = list(string)
    api_access_cidrs         = list(string)
    client_cidrs             = list(string)
    # Whether 0.0.0.0/0 is meant in api_access_cidrs.
    api_access_for_everyone = optional(bool, false)
    # Empty means: none.
    certificate_arn     = optional(string, "")
    github_repository   = optional(string, "")
    github_provider_arn = optional(string, "")
    state_bucket        = optional(string, "")
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

  validation {
    condition     = var.inventory.environment == "lab" || var.inventory.certificate_arn != ""
    error_message = "inventory.certificate_arn must name an ACM certificate of the platform's domain: only the lab's emulated AWS issues one without asking for a DNS record."
  }

  validation {
    condition     = var.inventory.github_repository == "" || var.inventory.state_bucket != ""
    error_message = "inventory.state_bucket must be named with inventory.github_repository: the GitHub roles may read the state in it."
  }
}

# Below is what an environment's values.tf says, and what production may not go without.

variable "values" {
  description = "The network and the cluster: how large, and what is kept for how long."
  type = object({
    kubernetes_version = string
    nat_gateway_count  = optional(number, 1)
    endpoints          = optional(set(string), ["s3"])
    flow_log_days      = optional(number, 365)
    log_retention_days = optional(number, 365)
    delete_with_images = optional(bool, false)
    recovery_days      = optional(number, 30)
    addons             = optional(set(string), ["vpc-cni", "kube-proxy", "coredns", "aws-ebs-csi-driver", "eks-pod-identity-agent"])

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

  validation {
    condition     = var.inventory.environment != "production" || var.values.recovery_days >= 7
    error_message = "values.recovery_days must be 7 or more in production: a deleted secret or key could not be had back."
  }
}

variable "database" {
  description = "The PostgreSQL database: its size and how well it is protected."
  type = object({
    engine_version      = optional(string, "17")
    instance_class      = string
    storage_gib         = optional(number, 20)
    max_storage_gib     = optional(number, 100)
    multi_az            = optional(bool, true)
    backup_days         = optional(number, 7)
    deletion_protection = optional(bool, true)
    final_snapshot      = optional(bool, true)
  })

  validation {
    condition     = var.inventory.environment != "production" || var.database.deletion_protection
    error_message = "database.deletion_protection must be true in production."
  }

  validation {
    condition     = var.inventory.environment != "production" || var.database.multi_az
    error_message = "database.multi_az must be true in production: one zone may fail."
  }

  validation {
    condition     = var.inventory.environment != "production" || (var.database.backup_days >= 7 && var.database.final_snapshot)
    error_message = "database needs backup_days of 7 or more and final_snapshot in production."
  }
}

variable "cache" {
  description = "The Redis or Valkey cache: its size and how well it is protected."
  type = object({
    engine         = optional(string, "valkey")
    engine_version = optional(string, "8.0")
    node_type      = string
    replicas       = optional(number, 1)
    snapshot_days  = optional(number, 7)
    final_snapshot = optional(bool, true)
  })

  validation {
    condition     = var.inventory.environment != "production" || (var.cache.replicas >= 1 && var.cache.final_snapshot)
    error_message = "cache needs a replica, because one zone may fail, and final_snapshot in production."
  }
}

variable "ingress" {
  description = "The load balancer: what stands around it."
  type = object({
    waf                 = optional(bool, true)
    access_logs         = optional(bool, true)
    deletion_protection = optional(bool, true)
  })
  default = {}

  validation {
    condition     = var.inventory.environment != "production" || var.ingress.deletion_protection
    error_message = "ingress.deletion_protection must be true in production."
  }
}
