# The rules that tflint brings for Terraform itself, all of them.
plugin "terraform" {
  enabled = true
  preset  = "all"
}

config {
  call_module_type = "none"
}
