output "bucket" {
  description = "Bucket of the state."
  value       = module.bucket.name
}

output "kms_key_arn" {
  description = "Key that encrypts the state."
  value       = aws_kms_key.state.arn
}

output "kms_alias" {
  description = "Name of that key that can be written down before the key exists."
  value       = aws_kms_alias.state.name
}
