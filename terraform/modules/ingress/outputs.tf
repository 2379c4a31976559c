output "dns_name" {
  description = "Name under which the load balancer answers; the platform's domain is an alias of it."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name, for an alias record in Route 53."
  value       = aws_lb.this.zone_id
}

output "arn" {
  description = "ARN of the load balancer."
  value       = aws_lb.this.arn
}

output "target_group_arn" {
  description = "Target group of the mesh gateway."
  value       = aws_lb_target_group.gateway.arn
}

output "certificate_arn" {
  description = "Certificate of the HTTPS listener."
  value       = aws_lb_listener.https.certificate_arn
}

output "access_log_bucket" {
  description = "Bucket with the access logs; null where there are none."
  value       = one(module.access_logs[*].name)
}
