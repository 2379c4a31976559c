# The way in: HTTPS from clients, HTTP to the mesh gateway's NodePort on every node. Terraform owns
# the load balancer, so that destroying the platform never waits for one that a controller made.

resource "aws_lb" "this" {
  name               = var.name
  load_balancer_type = "application"
  internal           = false
  subnets            = var.public_subnet_ids
  security_groups    = [var.security_group_id]

  drop_invalid_header_fields = true
  enable_deletion_protection = var.deletion_protection

  dynamic "access_logs" {
    for_each = module.access_logs

    content {
      enabled = true
      bucket  = access_logs.value.name
    }
  }
}

resource "aws_lb_target_group" "gateway" {
  # A port cannot be changed: with the port in its name, the new group can stand beside the old one.
  name                 = "${trimsuffix(substr(var.name, 0, 26), "-")}-${var.gateway_node_port}"
  vpc_id               = var.vpc_id
  target_type          = "instance"
  protocol             = "HTTP"
  port                 = var.gateway_node_port
  deregistration_delay = 30

  # The traffic port answers 404 without routes; the status port says whether Envoy is ready.
  health_check {
    port                = var.gateway_status_node_port
    path                = "/healthz/ready"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle { create_before_destroy = true }
}

resource "aws_autoscaling_attachment" "nodes" {
  for_each = var.autoscaling_group_names

  autoscaling_group_name = each.value
  lb_target_group_arn    = aws_lb_target_group.gateway.arn
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
  certificate_arn   = var.certificate_arn == null ? aws_acm_certificate.requested[0].arn : var.certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.gateway.arn
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }
}

# Only where no certificate is named. AWS itself would leave it pending and refuse the listener; an
# emulated AWS issues it at once, so the lab needs no private key in the state or in the checkout.
resource "aws_acm_certificate" "requested" {
  count = var.certificate_arn == null ? 1 : 0

  domain_name       = var.requested_domain
  validation_method = "DNS"

  tags = { Name = var.name }

  lifecycle { create_before_destroy = true }
}
