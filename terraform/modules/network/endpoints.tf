# Ways to AWS services that do not go through NAT. The one to S3, which holds the layers of ECR's
# images, costs nothing; the others are addresses in the private subnets, paid by the hour.

locals {
  # ECR is two services: its API and the registry that images are pulled from.
  interface_services = {
    ecr            = ["ecr.api", "ecr.dkr"]
    sts            = ["sts"]
    ec2            = ["ec2"]
    eks            = ["eks"]
    eks-auth       = ["eks-auth"]
    logs           = ["logs"]
    secretsmanager = ["secretsmanager"]
    kms            = ["kms"]
  }

  gateway_endpoints   = setintersection(var.endpoints, ["s3"])
  interface_endpoints = toset(flatten([for service in var.endpoints : lookup(local.interface_services, service, [])]))

  service_prefix = "com.amazonaws.${local.region}"
}

resource "aws_vpc_endpoint" "gateway" {
  for_each = local.gateway_endpoints

  vpc_id            = aws_vpc.this.id
  service_name      = "${local.service_prefix}.${each.value}"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [for table in aws_route_table.private : table.id]

  tags = { Name = "${var.name}-${each.value}" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = aws_vpc.this.id
  service_name        = "${local.service_prefix}.${each.value}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [for subnet in aws_subnet.private : subnet.id]
  security_group_ids  = [aws_security_group.this["endpoints"].id]
  private_dns_enabled = true

  tags = { Name = "${var.name}-${each.value}" }
}
