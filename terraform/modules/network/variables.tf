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
    condition     = contains(range(1, length(var.availability_zones) + 1), var.nat_gateway_count)
    error_message = "nat_gateway_count must be a whole number from 1 to the number of availability zones."
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
    condition     = length(var.alb_allowed_cidrs) > 0
    error_message = "alb_allowed_cidrs must hold at least one range: nobody could reach the platform."
  }

  # cidrnetmask knows IPv4 only. AWS would drop host bits, and every plan would put them back.
  validation {
    condition     = alltrue([for cidr in var.alb_allowed_cidrs : try(cidrnetmask(cidr) != "" && cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "alb_allowed_cidrs must hold IPv4 ranges without host bits only, for example 203.0.113.0/24."
  }
}

variable "gateway_node_port" {
  description = "NodePort on which the mesh gateway answers requests."
  type        = number
  default     = 30080

  validation {
    condition     = var.gateway_node_port >= 30000 && var.gateway_node_port <= 32767
    error_message = "gateway_node_port must lie in the NodePort range 30000 to 32767."
  }
}

variable "gateway_status_node_port" {
  description = "NodePort on which the mesh gateway says whether it is ready."
  type        = number
  default     = 30021

  validation {
    condition     = var.gateway_status_node_port >= 30000 && var.gateway_status_node_port <= 32767
    error_message = "gateway_status_node_port must lie in the NodePort range 30000 to 32767."
  }

  validation {
    condition     = var.gateway_status_node_port != var.gateway_node_port
    error_message = "gateway_status_node_port must differ from gateway_node_port."
  }
}

variable "endpoints" {
  description = "AWS services to reach without NAT: s3 (free), ecr, sts, ec2, eks, eks-auth, logs, secretsmanager, kms (each paid by the hour and zone)."
  type        = set(string)
  default     = ["s3"]

  validation {
    condition     = length(setsubtract(var.endpoints, concat(["s3"], keys(local.interface_services)))) == 0
    error_message = "endpoints may hold s3, ecr, sts, ec2, eks, eks-auth, logs, secretsmanager and kms only."
  }
}

variable "flow_log_days" {
  description = "Days that CloudWatch keeps the record of what went through the network."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.flow_log_days)
    error_message = "flow_log_days must be a period that CloudWatch knows, for example 30, 90 or 365."
  }
}

variable "log_key_arn" {
  description = "KMS key of the platform's log groups."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.log_key_arn))
    error_message = "log_key_arn must be the ARN of a KMS key, for example that of module log_key."
  }
}
