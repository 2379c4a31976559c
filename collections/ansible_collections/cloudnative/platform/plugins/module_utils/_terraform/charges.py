# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What a resource is charged for: items of the price table and how many. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .prices import HOURS_PER_MONTH, VALKEY_SHARE

Values = Mapping[str, Any]
# Items of the price table with the quantity of one month.
Charges = Iterator[tuple[str, float]]


def _hourly(item: str) -> Callable[[Values, int], Charges]:
    def charges(values: Values, zones: int) -> Charges:
        yield item, HOURS_PER_MONTH

    return charges


def _monthly(item: str) -> Callable[[Values, int], Charges]:
    def charges(values: Values, zones: int) -> Charges:
        yield item, 1

    return charges


def _nodes(values: Values, zones: int) -> Charges:
    (scaling,) = values["scaling_config"]
    machine = (values.get("instance_types") or ["unknown"])[0]
    yield f"ec2/{machine}", scaling["desired_size"] * HOURS_PER_MONTH


def _endpoint(values: Values, zones: int) -> Charges:
    if values.get("vpc_endpoint_type") == "Interface":
        # Its subnets are unknown until they exist; it has one in each zone.
        yield "endpoint/zone", len(values.get("subnet_ids") or range(zones)) * HOURS_PER_MONTH


def _database(values: Values, zones: int) -> Charges:
    copies = 2 if values.get("multi_az") else 1
    yield f"rds/{values['instance_class']}", copies * HOURS_PER_MONTH
    yield "rds/gp3/month", copies * (values.get("allocated_storage") or 0)


def _cache(values: Values, zones: int) -> Charges:
    share = VALKEY_SHARE if values.get("engine") == "valkey" else 1
    members = values.get("num_cache_clusters") or 1
    yield f"cache/{values['node_type']}", share * members * HOURS_PER_MONTH


def _firewall(values: Values, zones: int) -> Charges:
    yield "waf/acl/month", 1
    yield "waf/rule/month", len(values.get("rule") or [])


def _disk(values: Values, zones: int) -> Charges:
    yield f"ebs/{values.get('type') or 'gp3'}/month", values.get("size") or 0


# By resource type: a function of the resource's values and the number of zones.
CHARGED: dict[str, Callable[[Values, int], Charges]] = {
    "aws_eks_cluster": _hourly("eks/cluster"),
    "aws_eks_node_group": _nodes,
    "aws_nat_gateway": _hourly("nat/gateway"),
    "aws_eip": _hourly("ipv4/address"),
    "aws_lb": _hourly("alb"),
    "aws_vpc_endpoint": _endpoint,
    "aws_db_instance": _database,
    "aws_elasticache_replication_group": _cache,
    "aws_kms_key": _monthly("kms/key/month"),
    "aws_secretsmanager_secret": _monthly("secret/month"),
    "aws_wafv2_web_acl": _firewall,
    "aws_ebs_volume": _disk,
}

# Charged by what goes through or lies in them, which no plan knows.
BY_USE = {
    "aws_cloudwatch_log_group": "logs",
    "aws_ecr_repository": "images",
    "aws_flow_log": "flow logs",
    "aws_launch_template": "disks of nodes",
    "aws_lb": "requests",
    "aws_nat_gateway": "traffic",
    "aws_s3_bucket": "objects",
}

# Nothing of these costs anything by itself. A name that ends in _ is a beginning.
FREE = (
    "aws_acm_certificate",
    "aws_autoscaling_attachment",
    "aws_cloudwatch_log_resource_policy",
    "aws_db_parameter_group",
    "aws_db_subnet_group",
    "aws_default_security_group",
    "aws_ecr_lifecycle_policy",
    "aws_ecr_repository_policy",
    "aws_eks_access_",
    "aws_eks_addon",
    "aws_eks_pod_identity_association",
    "aws_elasticache_parameter_group",
    "aws_elasticache_subnet_group",
    "aws_elasticache_user",
    "aws_iam_",
    "aws_internet_gateway",
    "aws_kms_alias",
    "aws_kms_key_policy",
    "aws_lb_",
    "aws_route",
    "aws_s3_bucket_",
    "aws_secretsmanager_secret_",
    "aws_security_group",
    "aws_subnet",
    "aws_vpc_security_group_",
    "aws_vpc_endpoint_",
    "aws_wafv2_web_acl_",
    "terraform_data",
)


def is_free(kind: str) -> bool:
    """Whether a resource type costs nothing."""
    return kind == "aws_vpc" or any(kind.startswith(name) for name in FREE)
