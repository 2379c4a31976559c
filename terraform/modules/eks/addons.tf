# Add-ons that EKS keeps up. The network agent has to be there before the first node; DNS needs
# a node to run on.

locals {
  addon_configuration = {
    # The agent of the VPC CNI enforces NetworkPolicies only when it is told to.
    vpc-cni = jsonencode({ enableNetworkPolicy = "true" })
  }

  addon_roles = { vpc-cni = aws_iam_role.vpc_cni.arn }
}

resource "aws_eks_addon" "before_nodes" {
  for_each = setsubtract(var.addons, ["coredns"])

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  configuration_values        = lookup(local.addon_configuration, each.value, null)
  service_account_role_arn    = lookup(local.addon_roles, each.value, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_iam_role_policy_attachment.vpc_cni]
}

resource "aws_eks_addon" "after_nodes" {
  for_each = setintersection(var.addons, ["coredns"])

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_eks_node_group.this]
}
