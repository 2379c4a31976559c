output "cluster_name" {
  description = "Name of the cluster."
  value       = aws_eks_cluster.this.name
}

output "cluster_arn" {
  description = "ARN of the cluster."
  value       = aws_eks_cluster.this.arn
}

output "cluster_version" {
  description = "Kubernetes version of the control plane, for example 1.35."
  value       = aws_eks_cluster.this.version
}

output "cluster_endpoint" {
  description = "URL of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "cluster_certificate_authority" {
  description = "Certificate authority of the Kubernetes API, PEM in base64."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "oidc_issuer_url" {
  description = "Issuer of the cluster's service account tokens."
  value       = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

output "oidc_provider_arn" {
  description = "IAM identity provider that trusts that issuer."
  value       = aws_iam_openid_connect_provider.cluster.arn
}

output "node_role_arn" {
  description = "IAM role of the nodes."
  value       = aws_iam_role.node.arn
}

output "node_group_names" {
  description = "Names of the managed node groups."
  value       = [for group in aws_eks_node_group.this : group.node_group_name]
}

output "autoscaling_group_names" {
  description = "Auto Scaling group that EKS made for each managed node group, by node group."
  value       = { for name, group in aws_eks_node_group.this : name => group.resources[0].autoscaling_groups[0].name }
}

output "kubernetes_version_end_of_support" {
  description = "Day on which standard support of the control plane's version ends, YYYY-MM-DD."
  value       = local.end_of_support[var.kubernetes_version]
}

output "kms_key_arn" {
  description = "Key that encrypts Kubernetes Secrets."
  value       = aws_kms_key.cluster.arn
}
