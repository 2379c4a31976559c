# Who may do what: IAM decides, but nobody without TLS; a log writer may add, not read.

locals {
  over_tls_only = {
    Sid       = "OverTlsOnly"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  logs_from = [for principal in var.log_writer == null ? [] : [var.log_writer] : {
    Sid       = "LogsOfThisAccount"
    Effect    = "Allow"
    Principal = { Service = principal }
    Action    = "s3:PutObject"
    Resource  = "${aws_s3_bucket.this.arn}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"
  }]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.over_tls_only], local.logs_from)
  })

  # S3 refuses a policy and a public access block that arrive at the same time.
  depends_on = [aws_s3_bucket_public_access_block.this]
}
