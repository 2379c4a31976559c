output "key_arn" {
  description = "Key for the log groups of this platform."
  value       = aws_kms_key.logs.arn
}
