output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "IPv4 range of the VPC."
  value       = aws_vpc.this.cidr_block
}

output "availability_zones" {
  description = "Zones in use, in the order of the subnet lists."
  value       = var.availability_zones
}

output "public_subnet_ids" {
  description = "Public subnets (load balancer, NAT), one per zone."
  value       = [for zone in var.availability_zones : aws_subnet.public[zone].id]
}

output "private_subnet_ids" {
  description = "Private subnets (nodes, databases), one per zone."
  value       = [for zone in var.availability_zones : aws_subnet.private[zone].id]

  # Whoever uses these subnets finds their way out in place.
  depends_on = [aws_route.nat, aws_route_table_association.private]
}

output "private_route_table_ids" {
  description = "Route tables of the private subnets, one per zone."
  value       = [for zone in var.availability_zones : aws_route_table.private[zone].id]
}

output "nat_addresses" {
  description = "Public addresses that traffic from the private subnets shows to the internet."
  value       = [for zone in local.nat_zones : aws_eip.nat[zone].public_ip]
}

output "security_group_ids" {
  description = "Security groups by kind: alb, control_plane, nodes, database, cache; endpoints where there are any."
  value       = { for kind, group in aws_security_group.this : kind => group.id }

  # Whoever is in these groups finds its ports open, from the first moment to the last.
  depends_on = [aws_vpc_security_group_egress_rule.this, aws_vpc_security_group_ingress_rule.this]
}

output "security_group_rules" {
  description = "Every open port: name of the rule to group, direction, protocol, port, other end and reason."
  value       = local.rules
}

output "endpoint_ids" {
  description = "Endpoints of AWS services in this network, by service, for example s3 and ecr.api."
  value       = { for service, endpoint in merge(aws_vpc_endpoint.gateway, aws_vpc_endpoint.interface) : service => endpoint.id }
}

output "flow_log_group" {
  description = "Log group that records what went through the network."
  value       = aws_cloudwatch_log_group.flow_logs.name
}
