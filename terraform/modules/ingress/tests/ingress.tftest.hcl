mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
}

variables {
  name                    = "cloudnative-test"
  vpc_id                  = "vpc-1"
  public_subnet_ids       = ["subnet-a", "subnet-b"]
  security_group_id       = "sg-alb"
  autoscaling_group_names = { general = "eks-general-1" }
  certificate_arn         = "arn:aws:acm:ap-northeast-2:123456789012:certificate/0123abcd"
  log_key_arn             = "arn:aws:kms:ap-northeast-2:123456789012:key/0123abcd"
}

run "https_in_http_redirected" {
  command = plan

  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.certificate_arn == var.certificate_arn
    error_message = "Clients must be met with the named certificate on 443."
  }

  assert {
    condition     = strcontains(aws_lb_listener.https.ssl_policy, "TLS13-1-2")
    error_message = "Nothing older than TLS 1.2."
  }

  assert {
    condition     = aws_lb_listener.redirect.port == 80 && aws_lb_listener.redirect.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.redirect.default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "Port 80 may only redirect."
  }

  assert {
    condition     = length(aws_acm_certificate.requested) == 0
    error_message = "A named certificate is the only one."
  }
}

run "guarded_by_default" {
  command = plan

  assert {
    condition     = aws_lb.this.enable_deletion_protection && aws_lb.this.drop_invalid_header_fields && !aws_lb.this.internal
    error_message = "The load balancer must be protected and drop invalid headers."
  }

  assert {
    condition     = length(module.access_logs) == 1 && length(aws_lb.this.access_logs) == 1
    error_message = "Requests must be logged."
  }

  assert {
    condition = [for rule in aws_wafv2_web_acl.this[0].rule : rule.name if length(rule.override_action) == 1] == [
      "AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesAnonymousIpList", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet",
    ]
    error_message = "AWS's managed rules must stand in front."
  }

  assert {
    condition     = aws_cloudwatch_log_group.waf[0].name == "aws-waf-logs-cloudnative-test" && aws_cloudwatch_log_group.waf[0].kms_key_id == var.log_key_arn
    error_message = "The firewall's log must be encrypted, under the name that WAF wants."
  }

  assert {
    condition     = toset([for field in aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields : field.single_header[0].name]) == toset(["authorization", "cookie"])
    error_message = "What clients keep secret must not be logged."
  }
}

run "targets_are_the_nodes_and_health_is_the_gateways_own_word" {
  command = plan

  variables {
    gateway_node_port        = 31000
    gateway_status_node_port = 31021
  }

  assert {
    condition     = aws_lb_target_group.gateway.port == 31000 && aws_lb_target_group.gateway.name == "cloudnative-test-31000"
    error_message = "Requests must go to the gateway's NodePort, which is part of the group's name."
  }

  assert {
    condition     = aws_lb_target_group.gateway.health_check[0].port == "31021" && aws_lb_target_group.gateway.health_check[0].path == "/healthz/ready"
    error_message = "Health must be asked on the status port."
  }

  assert {
    condition     = aws_autoscaling_attachment.nodes["general"].autoscaling_group_name == "eks-general-1"
    error_message = "Every node group must be attached."
  }
}

run "small_and_open_to_deletion" {
  command = plan

  variables {
    waf                 = false
    access_logs         = false
    deletion_protection = false
  }

  assert {
    condition     = length(aws_wafv2_web_acl.this) + length(aws_cloudwatch_log_group.waf) + length(module.access_logs) == 0
    error_message = "Nothing of the firewall and the logs may be left."
  }

  assert {
    condition     = !aws_lb.this.enable_deletion_protection
    error_message = "Deletion protection is a choice."
  }
}

run "without_a_certificate_one_is_asked_for" {
  command = plan

  variables {
    certificate_arn = null
  }

  assert {
    condition     = aws_acm_certificate.requested[0].domain_name == "platform.internal"
    error_message = "The lab's certificate is asked of the emulated AWS."
  }
}

run "a_long_name_leaves_room_for_the_port" {
  command = plan

  variables {
    name = "cloudnative-production-northeas1"
  }

  assert {
    condition     = aws_lb_target_group.gateway.name == "cloudnative-production-nor-30080"
    error_message = "A target group's name has 32 letters at most."
  }
}
