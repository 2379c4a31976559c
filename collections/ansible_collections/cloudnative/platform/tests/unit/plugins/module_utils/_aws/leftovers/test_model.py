# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whose a thing is, by its tags and by its name."""

from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.logs import (
    is_log_group_of,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import Scope

SCOPE = Scope("shop", "shop-cluster")


@pytest.mark.parametrize(
    "tags",
    [
        {"platform": "shop"},
        {"kubernetes.io/cluster/shop-cluster": "owned"},
        {"elbv2.k8s.aws/cluster": "shop-cluster"},
        {"aws:eks:cluster-name": "shop-cluster"},
        {"cluster.k8s.amazonaws.com/name": "shop-cluster"},
    ],
    ids=lambda tags: next(iter(tags)),
)
def test_ours(tags: dict[str, str]) -> None:
    assert SCOPE.owns(tags)


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"platform": "shop-staging"},
        {"Name": "shop"},
        {"kubernetes.io/cluster/shop-cluster": "shared"},
        {"kubernetes.io/cluster/shop": "owned"},
        {"elbv2.k8s.aws/cluster": "shop-cluster-2"},
    ],
    ids=str,
)
def test_not_ours(tags: dict[str, str]) -> None:
    assert not SCOPE.owns(tags)


@pytest.mark.parametrize(
    "name, ours",
    [
        ("/aws/eks/shop-cluster/cluster", True),
        ("/aws/vpc/shop/flow-logs", True),
        ("aws-waf-logs-shop", True),
        ("/aws/eks/shop-cluster-2/cluster", False),
        ("/aws/rds/instance/shop-staging/postgresql", False),
        ("aws-waf-logs-shop-staging", False),
        ("shops", False),
    ],
)
def test_log_groups_are_known_by_a_whole_part_of_their_name(name: str, ours: bool) -> None:
    assert is_log_group_of(SCOPE, name) is ours
