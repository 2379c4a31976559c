# The contract with Ansible: role infrastructure reads these as platform_facts.

output "vpc_id" {
  description = "Id of the VPC."
  value       = module.network.vpc_id
}

output "vpc_cidr" {
  description = "IPv4 range of the VPC."
  value       = module.network.vpc_cidr
}

output "availability_zones" {
  description = "Zones in use."
  value       = module.network.availability_zones
}

output "public_subnet_ids" {
  description = "Public subnets, one per zone."
  value       = module.network.public_subnet_ids
}

output "private_subnet_ids" {
  description = "Private subnets, one per zone."
  value       = module.network.private_subnet_ids
}

output "nat_addresses" {
  description = "Public addresses of the NAT gateways."
  value       = module.network.nat_addresses
}

output "security_group_ids" {
  description = "Security groups by kind."
  value       = module.network.security_group_ids
}

output "cluster_name" {
  description = "Name of the EKS cluster."
  value       = module.eks.cluster_name
}

output "cluster_arn" {
  description = "ARN of the EKS cluster."
  value       = module.eks.cluster_arn
}

output "cluster_version" {
  description = "Kubernetes version of the control plane."
  value       = module.eks.cluster_version
}

output "cluster_endpoint" {
  description = "URL of the Kubernetes API."
  value       = module.eks.cluster_endpoint
}

output "cluster_certificate_authority" {
  description = "Certificate authority of the Kubernetes API, PEM in base64."
  value       = module.eks.cluster_certificate_authority
}

output "oidc_issuer_url" {
  description = "Issuer of the cluster's service account tokens."
  value       = module.eks.oidc_issuer_url
}

output "oidc_provider_arn" {
  description = "IAM identity provider that trusts that issuer."
  value       = module.eks.oidc_provider_arn
}

output "node_role_arn" {
  description = "IAM role of the nodes."
  value       = module.eks.node_role_arn
}

output "repository_urls" {
  description = "ECR repository of each service."
  value       = module.registry.repository_urls
}

output "database" {
  description = "The PostgreSQL database; its password is in Secrets Manager only."
  value = {
    identifier        = module.database.identifier
    address           = module.database.address
    port              = module.database.port
    name              = module.database.database_name
    username          = module.database.username
    master_secret_arn = module.database.master_secret_arn
  }
}

output "cache" {
  description = "The Redis or Valkey cache; its token is in Secrets Manager only."
  value = {
    replication_group_id = module.cache.replication_group_id
    primary_address      = module.cache.primary_address
    reader_address       = module.cache.reader_address
    port                 = module.cache.port
    secret_arn           = module.secrets.secret_arns["cache"]
  }
}

output "secrets" {
  description = "The key of all data, and the ARN of each secret by its name after the platform's."
  value = {
    kms_key_arn = module.secrets.kms_key_arn
    arns        = module.secrets.secret_arns
  }
}

output "ingress" {
  description = "The load balancer: its DNS name is what the platform's domain points at."
  value = {
    dns_name          = module.ingress.dns_name
    zone_id           = module.ingress.zone_id
    arn               = module.ingress.arn
    target_group_arn  = module.ingress.target_group_arn
    access_log_bucket = module.ingress.access_log_bucket
  }
}

output "github_role_arns" {
  description = "Role of each GitHub workflow: plan, apply, push; empty where no repository is named."
  value       = merge(module.github[*].role_arns...)
}
