variable "name" {
  description = "Identifier of the instance; also the prefix of its groups and roles."
  type        = string

  validation {
    condition     = can(regex("^[a-z](-?[a-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 32
    error_message = "name must be 3 to 32 lower-case letters, digits and single hyphens, starting with a letter."
  }
}

variable "private_subnet_ids" {
  description = "Private subnets of the instance and its standby, in at least two zones."
  type        = list(string)

  validation {
    condition     = length(distinct(var.private_subnet_ids)) >= 2
    error_message = "private_subnet_ids must name at least two subnets: RDS wants two zones."
  }
}

variable "security_group_id" {
  description = "Security group that says who reaches the database."
  type        = string
}

variable "kms_key_arn" {
  description = "KMS key of the disk, the backups, the metrics and the master password."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a KMS key."
  }
}

variable "log_key_arn" {
  description = "KMS key of the log groups."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.log_key_arn))
    error_message = "log_key_arn must be the ARN of a KMS key."
  }
}

variable "engine_version" {
  description = "PostgreSQL version: the major one (RDS then chooses and upgrades the minor one), or major.minor."
  type        = string
  default     = "17"

  validation {
    condition     = can(regex("^(15|16|17|18)(\\.[0-9]+)?$", var.engine_version))
    error_message = "engine_version must be PostgreSQL 15 to 18, for example 17 or 17.6."
  }
}

variable "instance_class" {
  description = "Size of the machine, for example db.m7g.large."
  type        = string

  validation {
    condition     = can(regex("^db\\.[a-z0-9-]+\\.[a-z0-9]+$", var.instance_class))
    error_message = "instance_class must be an RDS instance class, for example db.m7g.large."
  }
}

variable "storage_gib" {
  description = "Disk at the start, in GiB."
  type        = number
  default     = 20

  validation {
    condition     = var.storage_gib >= 20 && var.storage_gib <= 65536 && floor(var.storage_gib) == var.storage_gib
    error_message = "storage_gib must be a whole number from 20 to 65536."
  }
}

variable "max_storage_gib" {
  description = "Up to where RDS grows the disk by itself, in GiB."
  type        = number
  default     = 100

  validation {
    condition     = var.max_storage_gib >= var.storage_gib * 1.1 && var.max_storage_gib <= 65536
    error_message = "max_storage_gib must be at least a tenth above storage_gib, and 65536 at most."
  }
}

variable "multi_az" {
  description = "Whether a standby in another zone takes over when the instance fails."
  type        = bool
  default     = true
}

variable "backup_days" {
  description = "Days back to which the database can be restored, to the second."
  type        = number
  default     = 7

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be 1 to 35: without backups there is no way back."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the database until this is switched off."
  type        = bool
  default     = true
}

variable "final_snapshot" {
  description = "Whether a snapshot is kept when the database is deleted."
  type        = bool
  default     = true

  validation {
    condition     = var.final_snapshot || !var.deletion_protection
    error_message = "final_snapshot must be true where deletion_protection is: who protects data wants a last copy."
  }
}

variable "backup_window" {
  description = "Time of the daily backup in UTC, hh:mm-hh:mm; the default is night in Seoul."
  type        = string
  default     = "17:00-18:00"

  validation {
    condition     = can(regex("^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$", var.backup_window))
    error_message = "backup_window must be hh:mm-hh:mm in UTC, for example 17:00-18:00."
  }
}

variable "maintenance_window" {
  description = "Weekly time in UTC for minor upgrades, ddd:hh:mm-ddd:hh:mm, outside of the backup's."
  type        = string
  default     = "sun:18:30-sun:19:30"

  validation {
    condition     = can(regex("^(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):([01][0-9]|2[0-3]):[0-5][0-9]$", var.maintenance_window))
    error_message = "maintenance_window must be ddd:hh:mm-ddd:hh:mm in UTC, for example sun:18:30-sun:19:30."
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps the database's logs."
  type        = number
  default     = 365

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.log_retention_days)
    error_message = "log_retention_days must be a period that CloudWatch knows, for example 30, 90 or 365."
  }
}
