variable "name" {
  description = "Name of the load balancer and prefix of what belongs to it, for example cloudnative-production."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", var.name)) && !startswith(var.name, "internal-")
    error_message = "name must be 3 to 32 lower-case letters, digits and hyphens, starting with a letter and not with internal-."
  }
}

variable "vpc_id" {
  description = "VPC of the load balancer and the nodes."
  type        = string
}

variable "public_subnet_ids" {
  description = "Public subnets of the load balancer, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(var.public_subnet_ids) >= 2
    error_message = "public_subnet_ids must name at least two subnets: a load balancer wants two zones."
  }
}

variable "security_group_id" {
  description = "Security group of the load balancer."
  type        = string
}

variable "autoscaling_group_names" {
  description = "Auto Scaling groups of the nodes, by node group; their machines become targets."
  type        = map(string)

  validation {
    condition     = length(var.autoscaling_group_names) > 0
    error_message = "autoscaling_group_names must name at least one group: without nodes nothing answers."
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
    error_message = "gateway_status_node_port must not be gateway_node_port: a node has each port once."
  }
}

variable "certificate_arn" {
  description = "ACM certificate of the HTTPS listener; null asks ACM for one, which AWS issues only once a DNS record proves the domain."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of an ACM certificate, for example arn:aws:acm:ap-northeast-2:123456789012:certificate/0123abcd-...."
  }
}

variable "requested_domain" {
  description = "Domain of the certificate that is asked for where certificate_arn names none."
  type        = string
  default     = "platform.internal"
}

variable "waf" {
  description = "Whether a web application firewall (AWS's managed rules and a rate limit) stands in front; costs by the month and by request."
  type        = bool
  default     = true
}

variable "requests_per_address" {
  description = "Requests that the firewall lets one client address make in five minutes."
  type        = number
  default     = 2000

  validation {
    condition     = var.requests_per_address >= 100 && var.requests_per_address <= 20000000
    error_message = "requests_per_address must be between 100 and 20000000."
  }
}

variable "log_retention_days" {
  description = "Days that access logs and the firewall's logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days must be a period that CloudWatch knows, for example 30, 90 or 365."
  }
}

variable "log_key_arn" {
  description = "KMS key of the firewall's log group; its policy must serve the log group aws-waf-logs-NAME."
  type        = string
}

variable "access_logs" {
  description = "Whether every request is logged to an S3 bucket."
  type        = bool
  default     = true
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the load balancer, and its access logs outlive it."
  type        = bool
  default     = true
}
