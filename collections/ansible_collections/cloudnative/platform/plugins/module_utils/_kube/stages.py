# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The order in which kinds must reach the server; objects of one stage are written at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from .objects import Item, Resource

# What other objects lie in, or are of. They must be served before these are written, and take them
# along when they are removed, whoever made them.
GROUNDS = frozenset({("", "Namespace"), ("apiextensions.k8s.io", "CustomResourceDefinition")})
# Each line needs what the lines above have made. Stage 0 must be served before stage 1 starts.
STAGES: tuple[frozenset[str], ...] = (
    frozenset({"Namespace", "CustomResourceDefinition"}),
    # What others refer to, and the fences that must stand before the first pod starts.
    frozenset(
        {
            "ClusterRole",
            "ConfigMap",
            "IngressClass",
            "LimitRange",
            "NetworkPolicy",
            "PersistentVolume",
            "PriorityClass",
            "ResourceQuota",
            "Role",
            "RuntimeClass",
            "Secret",
            "Service",
            "ServiceAccount",
            "StorageClass",
        }
    ),
    # The server checks that a binding grants no more than its author has: the role must exist.
    frozenset({"ClusterRoleBinding", "PersistentVolumeClaim", "RoleBinding"}),
)
# What intercepts requests comes last, else it would stop the set that installs its own server.
LAST = frozenset(
    {
        "APIService",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
    }
)
BUILT_IN = frozenset({"", "apps", "batch", "autoscaling", "policy", "extensions"})


def stage_of(resource: Resource) -> int:
    """The stage of a kind: 0 first; everything without a rule is between the named ones."""
    if resource.group in BUILT_IN or resource.group.endswith(".k8s.io"):
        for number, kinds in enumerate(STAGES):
            if resource.kind in kinds:
                return number
        if resource.kind in LAST:
            return len(STAGES) + 1
    return len(STAGES)


def staged(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in stages, each in the order given."""
    ordered = sorted(items, key=lambda item: stage_of(item.resource))
    for _, stage in groupby(ordered, key=lambda item: stage_of(item.resource)):
        yield list(stage)
