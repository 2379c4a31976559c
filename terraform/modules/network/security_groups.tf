# One security group per kind of resource. Every opened port is a line of local.rules in
# rules.tf with its reason, which is also the description that AWS shows.

locals {
  groups = merge(
    {
      alb           = "Load balancer in front of the mesh gateway"
      control_plane = "EKS control plane addresses in the private subnets"
      nodes         = "EKS worker nodes and the pods on them"
      database      = "PostgreSQL"
      cache         = "Valkey or Redis"
    },
    length(local.interface_endpoints) > 0 ? { endpoints = "AWS APIs inside the network" } : {},
  )

  ingress = { for name, rule in local.rules : name => rule if rule.direction == "ingress" }
  egress  = { for name, rule in local.rules : name => rule if rule.direction == "egress" }
}

resource "aws_security_group" "this" {
  for_each = local.groups

  name        = "${var.name}-${replace(each.key, "_", "-")}"
  description = each.value
  vpc_id      = aws_vpc.this.id

  # Rules written by hand would otherwise stay for ever beside ours.
  revoke_rules_on_delete = true

  tags = { Name = "${var.name}-${replace(each.key, "_", "-")}" }
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = local.ingress

  security_group_id            = aws_security_group.this[each.value.group].id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.port
  cidr_ipv4                    = each.value.cidr
  referenced_security_group_id = each.value.peer == null ? null : aws_security_group.this[each.value.peer].id
  description                  = each.value.reason

  tags = { Name = each.key }
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress

  security_group_id            = aws_security_group.this[each.value.group].id
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.port
  to_port                      = each.value.port
  cidr_ipv4                    = each.value.cidr
  referenced_security_group_id = each.value.peer == null ? null : aws_security_group.this[each.value.peer].id
  description                  = each.value.reason

  tags = { Name = each.key }
}
