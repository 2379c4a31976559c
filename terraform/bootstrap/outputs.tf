output "state" {
  description = "Bucket and key that the environments' backends name."
  value       = module.state
}
