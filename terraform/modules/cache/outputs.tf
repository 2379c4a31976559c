# The token is in no output: modules know the cache by its name, clients get the token from
# Secrets Manager.

output "replication_group_id" {
  description = "Id of the replication group."
  value       = aws_elasticache_replication_group.this.replication_group_id
}

output "arn" {
  description = "ARN of the replication group."
  value       = aws_elasticache_replication_group.this.arn
}

output "primary_address" {
  description = "Name of the node that takes writes; it stays when a replica takes over."
  value       = aws_elasticache_replication_group.this.primary_endpoint_address
}

output "reader_address" {
  description = "Name of the replicas, or of the primary where there are none."
  value       = aws_elasticache_replication_group.this.reader_endpoint_address
}

output "port" {
  description = "Port at which the cache answers, with TLS only."
  value       = aws_elasticache_replication_group.this.port
}
