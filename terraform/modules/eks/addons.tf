# Add-ons that EKS keeps up. The agents of network and identity have to be there before the first
# node; DNS and the volume driver need a node to run on.

locals {
  after_nodes = ["coredns", "aws-ebs-csi-driver"]

  # What an add-on makes carries the platform's name, so that a leftover of it can be found.
  made_by_addons = { for addon in ["vpc-cni", "aws-ebs-csi-driver"] : addon => { platform = var.name, managed-by = addon } }

  addon_configuration = {
    # The agent of the VPC CNI enforces NetworkPolicies only when it is told to.
    vpc-cni = jsonencode({
      enableNetworkPolicy = "true"
      env                 = { ADDITIONAL_ENI_TAGS = jsonencode(local.made_by_addons["vpc-cni"]) }
    })
    aws-ebs-csi-driver = jsonencode({
      controller = { extraVolumeTags = local.made_by_addons["aws-ebs-csi-driver"] }
    })
  }
}

resource "aws_eks_addon" "before_nodes" {
  for_each = setsubtract(var.addons, local.after_nodes)

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  configuration_values        = lookup(local.addon_configuration, each.value, null)
  service_account_role_arn    = each.value == "vpc-cni" ? aws_iam_role.vpc_cni.arn : null
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  depends_on = [aws_iam_role_policy_attachment.vpc_cni]
}

resource "aws_eks_addon" "after_nodes" {
  for_each = setintersection(var.addons, local.after_nodes)

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.value
  configuration_values        = lookup(local.addon_configuration, each.value, null)
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "OVERWRITE"

  # The volume driver finds its role at its first start, and keeps it until it is gone.
  depends_on = [
    aws_eks_node_group.this,
    aws_eks_pod_identity_association.ebs_csi,
    aws_iam_role_policy_attachment.ebs_csi,
  ]
}
