# Managed node groups, each with its launch template.

data "aws_default_tags" "current" {}

resource "aws_launch_template" "node" {
  for_each = var.node_groups

  name                   = "${var.name}-${each.key}"
  update_default_version = true
  vpc_security_group_ids = [var.node_security_group_id]

  block_device_mappings {
    device_name = startswith(each.value.ami_type, "BOTTLEROCKET") ? "/dev/xvdb" : "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = each.value.disk_size_gib
      encrypted             = "true"
      delete_on_termination = "true"
    }
  }

  # Tokens only, and not one hop further than the node itself: a pod cannot take the node's role.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  # The provider's default tags do not reach what a template launches.
  dynamic "tag_specifications" {
    for_each = ["instance", "volume", "network-interface"]

    content {
      resource_type = tag_specifications.value
      tags          = merge(data.aws_default_tags.current.tags, { Name = "${var.name}-${each.key}" })
    }
  }
}

resource "aws_eks_node_group" "this" {
  for_each = var.node_groups

  cluster_name    = aws_eks_cluster.this.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = var.private_subnet_ids
  version         = var.kubernetes_version

  ami_type       = each.value.ami_type
  capacity_type  = each.value.capacity_type
  instance_types = each.value.instance_types
  labels         = each.value.labels

  launch_template {
    id      = aws_launch_template.node[each.key].id
    version = aws_launch_template.node[each.key].latest_version
  }

  scaling_config {
    min_size     = each.value.min_size
    max_size     = each.value.max_size
    desired_size = each.value.min_size
  }

  update_config { max_unavailable = 1 }

  # An autoscaler moves the desired size; that is not drift.
  lifecycle { ignore_changes = [scaling_config[0].desired_size] }

  # A node without its network agent never becomes ready; without its permissions it never joins.
  depends_on = [aws_eks_addon.before_nodes, aws_iam_role_policy_attachment.node]
}
