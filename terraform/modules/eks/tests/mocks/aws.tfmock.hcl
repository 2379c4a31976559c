# What AWS would answer where the code or the provider looks at the form of it.

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_default_tags" {
  defaults = { tags = { platform = "cloudnative-test", environment = "test", managed-by = "terraform" } }
}
