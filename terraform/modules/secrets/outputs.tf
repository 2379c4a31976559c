output "kms_key_arn" {
  description = "Key that encrypts secrets, database and cache."
  value       = aws_kms_key.data.arn
}

output "secret_arns" {
  description = "ARN of each secret, by its name after the prefix."
  value       = { for name, secret in aws_secretsmanager_secret.this : name => secret.arn }
}
