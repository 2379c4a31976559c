mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                            = "cloudnative-test"
  today                           = "2026-11-23"
  log_key_arn                     = "arn:aws:kms:ap-northeast-2:123456789012:key/logs"
  private_subnet_ids              = ["subnet-a", "subnet-b"]
  control_plane_security_group_id = "sg-control"
  node_security_group_id          = "sg-nodes"
  admin_arns                      = ["arn:aws:iam::123456789012:role/admin"]
  node_groups                     = { general = { instance_types = ["m7g.large"], min_size = 2, max_size = 4 } }
}

run "a_node_reads_the_network_and_pulls_images" {
  command = plan

  assert {
    condition     = keys(aws_iam_role_policy_attachment.node) == ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]
    error_message = "A node must not be able to do more: its pods share its address."
  }
}

run "the_volume_driver_has_a_role_of_its_own" {
  command = plan

  assert {
    condition     = aws_iam_role_policy_attachment.ebs_csi.policy_arn == "arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2"
    error_message = "The driver must be kept to volumes that it made."
  }

  assert {
    condition = jsondecode(aws_iam_role.ebs_csi.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Principal = { Service = "pods.eks.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession"]
      Condition = {
        StringEquals = {
          "aws:RequestTag/eks-cluster-name"           = "cloudnative-test"
          "aws:RequestTag/kubernetes-namespace"       = "kube-system"
          "aws:RequestTag/kubernetes-service-account" = "ebs-csi-controller-sa"
        }
      }
    }]
    error_message = "Only the driver's own service account in this cluster may take its role."
  }

  assert {
    condition = [for one in aws_eks_pod_identity_association.ebs_csi : "${one.namespace}/${one.service_account}"] == [
      "kube-system/ebs-csi-controller-sa",
    ]
    error_message = "Pod Identity must give the role to the driver."
  }
}

run "the_network_agent_has_a_role_of_its_own" {
  command = plan

  assert {
    condition     = aws_iam_role_policy_attachment.vpc_cni.policy_arn == "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
    error_message = "Rewiring addresses is for the network agent, not for every pod on a node."
  }
}

run "what_a_template_launches_carries_the_default_tags" {
  command = plan

  assert {
    condition = { for one in aws_launch_template.node["general"].tag_specifications : one.resource_type => one.tags } == {
      for kind in ["instance", "network-interface", "volume"] : kind => tomap({
        Name = "cloudnative-test-general", platform = "cloudnative-test", environment = "test", managed-by = "terraform"
      })
    }
    error_message = "Machines, disks and interfaces must be found by the platform's tags."
  }
}
