output "identifier" {
  description = "Identifier of the instance."
  value       = aws_db_instance.this.identifier
}

output "arn" {
  description = "ARN of the instance."
  value       = aws_db_instance.this.arn
}

output "address" {
  description = "Name at which the database answers; it stays when the standby takes over."
  value       = aws_db_instance.this.address
}

output "port" {
  description = "Port at which the database answers, with TLS only."
  value       = aws_db_instance.this.port
}

output "database_name" {
  description = "Name of the first database."
  value       = aws_db_instance.this.db_name
}

output "username" {
  description = "Master user."
  value       = aws_db_instance.this.username
}

output "master_secret_arn" {
  description = "Secret in Secrets Manager in which RDS keeps, and rotates, the master user's password."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}
