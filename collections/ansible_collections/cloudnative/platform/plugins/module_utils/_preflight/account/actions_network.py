# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Actions on the network and on the way in, whose resources have no names before they exist."""

from __future__ import annotations

from .group import actions

NETWORK = actions(
    "ec2",
    "AllocateAddress AssociateRouteTable AttachInternetGateway AuthorizeSecurityGroupEgress "
    "AuthorizeSecurityGroupIngress CreateFlowLogs CreateInternetGateway CreateLaunchTemplate "
    "CreateLaunchTemplateVersion CreateNatGateway CreateRoute CreateRouteTable "
    "CreateSecurityGroup CreateSubnet CreateTags CreateVpc CreateVpcEndpoint DeleteFlowLogs "
    "DeleteInternetGateway DeleteLaunchTemplate DeleteNatGateway DeleteRoute DeleteRouteTable "
    "DeleteSecurityGroup DeleteSubnet DeleteTags DeleteVpc DeleteVpcEndpoints "
    "DetachInternetGateway DisassociateAddress DisassociateRouteTable ModifyLaunchTemplate "
    "ModifySecurityGroupRules ModifySubnetAttribute ModifyVpcAttribute ModifyVpcEndpoint "
    "ReleaseAddress RevokeSecurityGroupEgress RevokeSecurityGroupIngress RunInstances",
)
NETWORK_READS = actions(
    "ec2",
    "DescribeAddresses DescribeAddressesAttribute DescribeAvailabilityZones DescribeFlowLogs "
    "DescribeInternetGateways DescribeLaunchTemplates DescribeLaunchTemplateVersions "
    "DescribeNatGateways DescribeNetworkAcls DescribeNetworkInterfaces DescribePrefixLists "
    "DescribeRouteTables DescribeSecurityGroupRules DescribeSecurityGroups DescribeSubnets "
    "DescribeVpcAttribute DescribeVpcEndpoints DescribeVpcEndpointServices DescribeVpcs",
)
WAY_IN = (
    *actions("acm", "AddTagsToCertificate DeleteCertificate DescribeCertificate"),
    *actions("acm", "ListTagsForCertificate RequestCertificate"),
    *actions("autoscaling", "AttachLoadBalancerTargetGroups DescribeAutoScalingGroups"),
    *actions("autoscaling", "DetachLoadBalancerTargetGroups"),
    *actions(
        "elasticloadbalancing",
        "AddTags CreateListener CreateLoadBalancer CreateTargetGroup DeleteListener "
        "DeleteLoadBalancer DeleteTargetGroup DescribeCapacityReservation "
        "DescribeListenerAttributes DescribeListeners DescribeLoadBalancerAttributes "
        "DescribeLoadBalancers DescribeTags DescribeTargetGroupAttributes DescribeTargetGroups "
        "ModifyListener ModifyLoadBalancerAttributes ModifyTargetGroup "
        "ModifyTargetGroupAttributes SetSecurityGroups SetWebACL",
    ),
    *actions(
        "wafv2",
        "AssociateWebACL CreateWebACL DeleteLoggingConfiguration DeleteWebACL "
        "DisassociateWebACL GetLoggingConfiguration GetWebACL GetWebACLForResource "
        "ListTagsForResource PutLoggingConfiguration TagResource UpdateWebACL",
    ),
    *actions("logs", "CreateLogDelivery DeleteLogDelivery DeleteResourcePolicy"),
    *actions("logs", "DescribeLogGroups DescribeResourcePolicies PutResourcePolicy"),
)
