output "platform" {
  description = "Everything that Ansible needs to know about what was built."
  value       = module.platform
}
