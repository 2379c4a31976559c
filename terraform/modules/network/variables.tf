variable "name" {
  description = "Prefix of every name in this network, for example cloudnative-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "vpc_cidr" {
  description = "IPv4 range of the VPC. A /16 leaves room for every pod address of the VPC CNI."
  type        = string
  default     = "10.0.0.0/16"

  validation {
    condition     = try(cidrsubnet(var.vpc_cidr, 0, 0) == var.vpc_cidr, false)
    error_message = "vpc_cidr must be an IPv4 range without host bits, for example 10.0.0.0/16."
  }

  validation {
    condition = try(
      tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 20,
      false,
    )
    error_message = "vpc_cidr must be between /16 (the largest VPC) and /20 (smaller leaves too few pod addresses)."
  }

  validation {
    condition = anytrue([
      can(regex("^10\\.", var.vpc_cidr)),
      can(regex("^172\\.(1[6-9]|2[0-9]|3[01])\\.", var.vpc_cidr)),
      can(regex("^192\\.168\\.", var.vpc_cidr)),
      can(regex("^100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.", var.vpc_cidr)),
    ])
    error_message = "vpc_cidr must be a private range: 10/8, 172.16/12, 192.168/16 or 100.64/10."
  }
}

variable "availability_zones" {
  description = "Names of the availability zones; each gets one public and one private subnet."
  type        = list(string)

  validation {
    condition     = length(var.availability_zones) >= 2 && length(var.availability_zones) <= 6
    error_message = "availability_zones must name 2 to 6 zones: EKS and Multi-AZ databases need two."
  }

  validation {
    condition     = length(distinct(var.availability_zones)) == length(var.availability_zones)
    error_message = "availability_zones must not name a zone twice."
  }
}

variable "nat_gateway_count" {
  description = "1 shares one NAT gateway (cheap); the number of zones gives each zone its own (no zone depends on another)."
  type        = number
  default     = 1

  validation {
    condition     = contains([1, length(var.availability_zones)], var.nat_gateway_count)
    error_message = "nat_gateway_count must be 1 or the number of availability zones."
  }
}

variable "cluster_name" {
  description = "EKS cluster that may place its load balancers in these subnets."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$", var.cluster_name))
    error_message = "cluster_name must be 1 to 100 letters, digits, hyphens and underscores."
  }
}

variable "alb_allowed_cidrs" {
  description = "IPv4 ranges that may reach the load balancer on ports 80 and 443."
  type        = set(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = length(var.alb_allowed_cidrs) > 0 && alltrue([for cidr in var.alb_allowed_cidrs : can(cidrhost(cidr, 0))])
    error_message = "alb_allowed_cidrs must hold at least one valid IPv4 range."
  }
}

variable "gateway_node_port" {
  description = "NodePort on which the mesh gateway answers; the only port that the load balancer reaches on nodes."
  type        = number
  default     = 30080

  validation {
    condition     = var.gateway_node_port >= 30000 && var.gateway_node_port <= 32767
    error_message = "gateway_node_port must lie in the NodePort range 30000 to 32767."
  }
}
