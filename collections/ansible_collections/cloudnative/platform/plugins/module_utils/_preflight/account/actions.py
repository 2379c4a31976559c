# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every action of IAM that building, changing and destroying the platform needs.

By the resource that it is asked on and what is known of the circumstances. A test compares the
list with what Terraform really asks of the emulated AWS.
"""

from __future__ import annotations

from .actions_network import NETWORK, NETWORK_READS, WAY_IN
from .group import Group, actions

_IAM = "arn:{partition}:iam::{account}"
_ROLE = f"{_IAM}:role/{{platform}}-eks-cluster"


def _arn(service: str, rest: str) -> str:
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{rest}"


GROUPS: list[Group] = [
    Group("*", {}, (*NETWORK, *NETWORK_READS)),
    Group("*", {}, WAY_IN),
    Group("*", {}, actions("kms", "CreateKey ListAliases")),
    Group(
        _arn("eks", "cluster/{platform}"),
        {},
        actions(
            "eks",
            "CreateAccessEntry CreateAddon CreateCluster CreateNodegroup "
            "CreatePodIdentityAssociation DeleteCluster DescribeCluster DescribeUpdate "
            "TagResource UpdateClusterConfig UpdateClusterVersion",
        ),
    ),
    Group(
        _arn("eks", "nodegroup/{platform}/general/id"),
        {},
        actions(
            "eks", "DeleteNodegroup DescribeNodegroup UpdateNodegroupConfig UpdateNodegroupVersion"
        ),
    ),
    Group(
        _arn("eks", "addon/{platform}/coredns/id"),
        {},
        actions("eks", "DeleteAddon DescribeAddon UpdateAddon"),
    ),
    Group(
        _arn("eks", "access-entry/{platform}/role/{account}/admin/id"),
        {},
        actions(
            "eks",
            "AssociateAccessPolicy DeleteAccessEntry DescribeAccessEntry "
            "DisassociateAccessPolicy ListAssociatedAccessPolicies UpdateAccessEntry",
        ),
    ),
    Group(
        _arn("eks", "podidentityassociation/{platform}/a-id"),
        {},
        actions(
            "eks",
            "DeletePodIdentityAssociation DescribePodIdentityAssociation "
            "UpdatePodIdentityAssociation",
        ),
    ),
    Group(
        _ROLE,
        {},
        actions(
            "iam",
            "CreateRole DeleteRole DeleteRolePolicy GetRole GetRolePolicy "
            "ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies "
            "PutRolePolicy TagRole UpdateAssumeRolePolicy",
        ),
    ),
    Group(
        _ROLE,
        {"iam:PolicyARN": "arn:{partition}:iam::aws:policy/AmazonEKSClusterPolicy"},
        actions("iam", "AttachRolePolicy DetachRolePolicy"),
    ),
    Group(_ROLE, {"iam:PassedToService": "eks.amazonaws.com"}, actions("iam", "PassRole")),
    Group(
        f"{_IAM}:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS",
        {"iam:AWSServiceName": "eks.amazonaws.com"},
        actions("iam", "CreateServiceLinkedRole"),
    ),
    Group(
        f"{_IAM}:oidc-provider/oidc.eks.{{region}}.amazonaws.com/id/EXAMPLE",
        {},
        actions(
            "iam",
            "CreateOpenIDConnectProvider DeleteOpenIDConnectProvider GetOpenIDConnectProvider "
            "TagOpenIDConnectProvider",
        ),
    ),
    Group(
        _arn("kms", "key/00000000-0000-0000-0000-000000000000"),
        {},
        actions(
            "kms",
            "CreateAlias DeleteAlias DescribeKey EnableKeyRotation GetKeyPolicy "
            "GetKeyRotationStatus ListResourceTags PutKeyPolicy ScheduleKeyDeletion TagResource",
        ),
    ),
    Group(
        _arn("kms", "key/00000000-0000-0000-0000-000000000000"),
        {"kms:ViaService": "rds.{region}.amazonaws.com"},
        actions("kms", "CreateGrant Decrypt GenerateDataKey"),
    ),
    Group(_arn("kms", "alias/{platform}-eks"), {}, actions("kms", "CreateAlias DeleteAlias")),
    Group(
        _arn("rds", "db:{platform}"),
        {},
        actions(
            "rds",
            "AddTagsToResource CreateDBInstance CreateDBSnapshot DeleteDBInstance "
            "DescribeDBInstances ListTagsForResource ModifyDBInstance",
        ),
    ),
    Group(
        _arn("rds", "subgrp:{platform}"),
        {},
        actions("rds", "CreateDBSubnetGroup DeleteDBSubnetGroup DescribeDBSubnetGroups"),
    ),
    Group(
        _arn("rds", "pg:{platform}-postgres17"),
        {},
        actions(
            "rds",
            "CreateDBParameterGroup DeleteDBParameterGroup DescribeDBParameterGroups "
            "DescribeDBParameters ModifyDBParameterGroup",
        ),
    ),
    Group(
        _arn("elasticache", "replicationgroup:{platform}"),
        {},
        actions(
            "elasticache",
            "AddTagsToResource CreateReplicationGroup DeleteReplicationGroup "
            "DescribeReplicationGroups ListTagsForResource ModifyReplicationGroup",
        ),
    ),
    Group(
        _arn("elasticache", "cluster:{platform}-001"),
        {},
        actions("elasticache", "DescribeCacheClusters"),
    ),
    Group(
        _arn("elasticache", "subnetgroup:{platform}"),
        {},
        actions(
            "elasticache",
            "CreateCacheSubnetGroup DeleteCacheSubnetGroup DescribeCacheSubnetGroups",
        ),
    ),
    Group(
        _arn("ecr", "repository/{service}"),
        {},
        actions(
            "ecr",
            "CreateRepository DeleteLifecyclePolicy DeleteRepository DescribeRepositories "
            "GetLifecyclePolicy ListTagsForResource PutImageScanningConfiguration "
            "PutImageTagMutability PutLifecyclePolicy TagResource",
        ),
    ),
    Group(
        _arn("secretsmanager", "secret:{platform}/database-abcdef"),
        {},
        actions(
            "secretsmanager",
            "CreateSecret DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue "
            "PutSecretValue TagResource UpdateSecret",
        ),
    ),
    Group(
        _arn("secretsmanager", "secret:rds!db-id"),
        {},
        actions("secretsmanager", "CreateSecret TagResource"),
    ),
    Group(
        _arn("logs", "log-group:/aws/eks/{platform}/cluster"),
        {},
        actions(
            "logs",
            "AssociateKmsKey CreateLogGroup DeleteLogGroup ListTagsForResource "
            "PutRetentionPolicy TagResource",
        ),
    ),
    Group(
        "arn:{partition}:s3:::{platform}-access-logs-{account}",
        {},
        actions(
            "s3",
            "CreateBucket DeleteBucket GetBucketPolicy ListBucket PutBucketPolicy "
            "PutBucketPublicAccessBlock PutBucketTagging PutBucketVersioning "
            "PutEncryptionConfiguration PutLifecycleConfiguration",
        ),
    ),
]
