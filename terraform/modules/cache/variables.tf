variable "name" {
  description = "Name of the replication group; also the prefix of its subnet group."
  type        = string

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 32
    error_message = "name must be 3 to 32 lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "private_subnet_ids" {
  description = "Private subnets of the nodes, one per zone."
  type        = list(string)

  validation {
    condition     = length(distinct(var.private_subnet_ids)) >= 2
    error_message = "private_subnet_ids must name at least two subnets, so that a replica finds another zone."
  }
}

variable "security_group_id" {
  description = "Security group that says who reaches the cache."
  type        = string
}

variable "kms_key_arn" {
  description = "KMS key of the disk and the snapshots."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "engine" {
  description = "valkey, or redis where a client needs it."
  type        = string
  default     = "valkey"

  validation {
    condition     = contains(["valkey", "redis"], var.engine)
    error_message = "engine must be valkey or redis."
  }
}

variable "engine_version" {
  description = "Version of the engine as major.minor; ElastiCache chooses the patch."
  type        = string
  default     = "8.0"

  validation {
    condition     = can(regex(var.engine == "redis" ? "^7\\.[01]$" : "^(7\\.2|8\\.[0-9])$", var.engine_version))
    error_message = "engine_version must be 7.0 or 7.1 for redis, and 7.2 or 8.x for valkey."
  }
}

variable "node_type" {
  description = "Size of each node, for example cache.m7g.large."
  type        = string

  validation {
    condition     = can(regex("^cache\\.[a-z0-9]+\\.[a-z0-9]+$", var.node_type))
    error_message = "node_type must be an ElastiCache node type, for example cache.m7g.large."
  }
}

variable "replicas" {
  description = "Copies in other zones, one of which takes over when the primary fails; 0 has none."
  type        = number
  default     = 1

  validation {
    condition     = contains([0, 1, 2, 3, 4, 5], var.replicas)
    error_message = "replicas must be 0 to 5."
  }
}

variable "snapshot_days" {
  description = "Days that daily snapshots are kept; 0 takes none."
  type        = number
  default     = 7

  validation {
    condition     = var.snapshot_days >= 0 && var.snapshot_days <= 35
    error_message = "snapshot_days must be 0 to 35."
  }
}

variable "final_snapshot" {
  description = "Whether a snapshot is kept when the cache is deleted."
  type        = bool
  default     = true
}

variable "snapshot_window" {
  description = "Time of the daily snapshot in UTC, hh:mm-hh:mm, an hour at least; the default is night in Seoul."
  type        = string
  default     = "17:00-18:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.snapshot_window))
    error_message = "snapshot_window must be hh:mm-hh:mm in UTC, for example 17:00-18:00."
  }
}

variable "maintenance_window" {
  description = "Weekly time in UTC for patches, ddd:hh:mm-ddd:hh:mm, outside of the snapshot's."
  type        = string
  default     = "sun:18:30-sun:19:30"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance_window))
    error_message = "maintenance_window must be ddd:hh:mm-ddd:hh:mm in UTC, for example sun:18:30-sun:19:30."
  }
}
