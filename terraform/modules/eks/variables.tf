variable "name" {
  description = "Name of the cluster; also the prefix of its roles and keys."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, starting with a letter."
  }
}

variable "kubernetes_version" {
  description = "Kubernetes version of the control plane and the nodes, as EKS names it."
  type        = string
  default     = "1.35"

  validation {
    condition     = contains(keys(local.end_of_support), var.kubernetes_version)
    error_message = "kubernetes_version must be one whose end of support is known on ${local.versions_as_of}: ${join(", ", keys(local.end_of_support))}."
  }

  # From that day AWS upgrades a cluster by itself, to a version that nobody tested.
  validation {
    condition     = try(timecmp("${local.end_of_support[var.kubernetes_version]}T00:00:00Z", local.now) > 0, true)
    error_message = "kubernetes_version has been out of EKS's standard support since ${try(local.end_of_support[var.kubernetes_version], "long ago")}."
  }
}

variable "today" {
  description = "Day, YYYY-MM-DD, that ends of support are compared with; the day of the plan if null."
  type        = string
  default     = null

  validation {
    condition     = var.today == null || can(timeadd("${var.today}T00:00:00Z", "0s"))
    error_message = "today must be a date, for example 2026-11-23."
  }
}

variable "private_subnet_ids" {
  description = "Subnets of the nodes and of the control plane's addresses, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(var.private_subnet_ids) >= 2
    error_message = "private_subnet_ids must name at least two subnets: EKS wants two zones."
  }
}

variable "control_plane_security_group_id" {
  description = "Security group of the control plane's addresses in the private subnets."
  type        = string
}

variable "node_security_group_id" {
  description = "Security group of the nodes."
  type        = string
}

variable "service_cidr" {
  description = "IPv4 range of Kubernetes Services; must not overlap the VPC."
  type        = string
  default     = "10.96.0.0/16"

  validation {
    condition     = try(cidrsubnet(var.service_cidr, 0, 0) == var.service_cidr && contains(range(12, 25), tonumber(split("/", var.service_cidr)[1])), false)
    error_message = "service_cidr must be an IPv4 range between /12 and /24 without host bits."
  }

  validation {
    condition     = can(regex("^(10|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.", var.service_cidr))
    error_message = "service_cidr must lie in 10/8, 172.16/12 or 192.168/16: EKS takes no other."
  }
}

variable "public_access_cidrs" {
  description = "IPv4 ranges that may reach the Kubernetes API from the internet; none makes it private."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : try(cidrnetmask(cidr) != "" && cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "public_access_cidrs must hold IPv4 ranges without host bits only, for example 203.0.113.0/24."
  }

  # Nobody owns more than a /8, and two halves are the whole.
  validation {
    condition     = var.public_access_for_everyone || alltrue([for cidr in var.public_access_cidrs : try(tonumber(split("/", cidr)[1]) >= 8, true)])
    error_message = "public_access_cidrs opens the Kubernetes API to everyone; name your own ranges, or set public_access_for_everyone."
  }
}

variable "public_access_for_everyone" {
  description = "Whether public_access_cidrs is meant to hold 0.0.0.0/0 or another range larger than a /8."
  type        = bool
  default     = false
}

variable "admin_arns" {
  description = "IAM users or roles with cluster-admin; nobody else gets in, not even the one who made the cluster."
  type        = set(string)

  validation {
    condition     = length(var.admin_arns) > 0
    error_message = "admin_arns must name at least one user or role: without one nobody can reach the cluster."
  }

  validation {
    condition     = alltrue([for arn in var.admin_arns : can(regex("^arn:aws[a-z-]*:(iam|sts)::[0-9]{12}:(user|role)/.+$", arn))])
    error_message = "admin_arns must hold ARNs of IAM users or roles, for example arn:aws:iam::123456789012:role/admin."
  }
}

variable "node_groups" {
  description = "Managed node groups by name: what the machines are and how many."
  type = map(object({
    instance_types = list(string)
    ami_type       = optional(string, "AL2023_ARM_64_STANDARD")
    capacity_type  = optional(string, "ON_DEMAND")
    min_size       = number
    max_size       = number
    disk_size_gib  = optional(number, 50)
    labels         = optional(map(string), {})
  }))

  validation {
    condition     = length(var.node_groups) > 0
    error_message = "node_groups must hold at least one group."
  }

  validation {
    condition     = alltrue([for group in var.node_groups : group.min_size >= 1 && group.min_size <= group.max_size])
    error_message = "node_groups: every group needs 1 <= min_size <= max_size."
  }

  validation {
    condition     = alltrue([for group in var.node_groups : contains(["ON_DEMAND", "SPOT"], group.capacity_type)])
    error_message = "node_groups: capacity_type must be ON_DEMAND or SPOT."
  }

  validation {
    condition = alltrue([for group in var.node_groups : contains([
      "AL2023_ARM_64_STANDARD", "AL2023_x86_64_STANDARD", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64",
    ], group.ami_type)])
    error_message = "node_groups: ami_type must be an Amazon Linux 2023 or Bottlerocket image for ARM_64 or x86_64."
  }

  # The families of Graviton have a g behind their generation: m7g, c8gn, t4g, im4gn.
  validation {
    condition = alltrue(flatten([
      for group in var.node_groups : [
        for type in group.instance_types :
        can(regex("^[a-z]+[0-9]+[a-z]*g[a-z]*\\.", type)) == strcontains(group.ami_type, "_ARM_64")
      ]
    ]))
    error_message = "node_groups: instance_types and ami_type must be of one architecture: m7g.large takes an ARM_64 image, m7i.large an x86_64 one."
  }

  validation {
    condition     = alltrue([for group in var.node_groups : length(group.instance_types) > 0 && group.disk_size_gib >= 20])
    error_message = "node_groups: every group needs at least one instance type and a disk of 20 GiB or more."
  }
}

variable "addons" {
  description = "EKS add-ons to install, out of vpc-cni, kube-proxy, coredns, aws-ebs-csi-driver, eks-pod-identity-agent; none where the cluster brings its own."
  type        = set(string)
  default     = ["vpc-cni", "kube-proxy", "coredns", "aws-ebs-csi-driver", "eks-pod-identity-agent"]

  validation {
    condition     = length(setsubtract(var.addons, ["vpc-cni", "kube-proxy", "coredns", "aws-ebs-csi-driver", "eks-pod-identity-agent"])) == 0
    error_message = "addons may hold vpc-cni, kube-proxy, coredns, aws-ebs-csi-driver and eks-pod-identity-agent only."
  }

  validation {
    condition     = contains(var.addons, "eks-pod-identity-agent") || !contains(var.addons, "aws-ebs-csi-driver")
    error_message = "addons: aws-ebs-csi-driver gets its IAM role from eks-pod-identity-agent, so that one must be there too."
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the control plane's logs."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days must be a period that CloudWatch knows, for example 30, 90 or 365."
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
