output "name" {
  description = "Name of the bucket."
  value       = aws_s3_bucket.this.id

  # Whoever writes finds the bucket closed and open to the log writer.
  depends_on = [
    aws_s3_bucket_ownership_controls.this,
    aws_s3_bucket_policy.this,
    aws_s3_bucket_server_side_encryption_configuration.this,
  ]
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}
