"""EKS access entries: which principal is which user of the cluster, and in which groups.

Pure functions over plain data; the API over them is in ``eks.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from platform_lab.cloud.identity import Principal, canonical_arn

POLICY_PREFIX = "arn:aws:eks::aws:cluster-access-policy/"
CLUSTER_ADMIN = f"{POLICY_PREFIX}AmazonEKSClusterAdminPolicy"
# Each policy of EKS and the group that stands for it in the lab (bindings.py).
POLICY_GROUPS = {
    CLUSTER_ADMIN: "system:masters",
    f"{POLICY_PREFIX}AmazonEKSAdminPolicy": "eks-access-policy:admin",
    f"{POLICY_PREFIX}AmazonEKSEditPolicy": "eks-access-policy:edit",
    f"{POLICY_PREFIX}AmazonEKSViewPolicy": "eks-access-policy:view",
}
STANDARD = "STANDARD"
RESERVED = ("system:", "eks:", "eks-access-policy:", "aws:", "amazon:", "iam:")
NODE_TYPES = ("EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX")


class AccessError(ValueError):
    """An access entry that EKS would refuse."""


@dataclass
class AssociatedPolicy:
    """A policy that an access entry has been given."""

    policy_arn: str
    scope: str
    namespaces: list[str]
    associated_at: datetime
    modified_at: datetime


@dataclass
class AccessEntry:
    """A principal that may use the cluster.

    Attributes:
        username: may hold ``{{AccountID}}``, ``{{SessionName}}`` and ``{{SessionNameRaw}}``.
    """

    arn: str
    principal_arn: str
    username: str
    groups: list[str]
    kind: str
    created_at: datetime
    modified_at: datetime
    tags: dict[str, str] = field(default_factory=dict)
    policies: dict[str, AssociatedPolicy] = field(default_factory=dict)


@dataclass(frozen=True)
class KubernetesUser:
    """What the API server is told about the caller."""

    username: str
    uid: str
    groups: tuple[str, ...]
    extra: Mapping[str, tuple[str, ...]]


def default_username(principal_arn: str, kind: str) -> str:
    """The user name that EKS gives where none is asked for."""
    if kind != STANDARD:
        return "system:node:{{EC2PrivateDNSName}}"
    account, _, path = principal_arn.split(":", 4)[4].partition(":")
    if not path.startswith("role/"):
        return principal_arn
    return f"arn:aws:sts::{account}:assumed-role/{path.rpartition('/')[2]}/{{{{SessionName}}}}"


def check_entry(username: str, groups: list[str], kind: str) -> None:
    """Refuse what EKS refuses.

    Raises:
        AccessError: a reserved name, or names where the type allows none.
    """
    if kind not in (STANDARD, *NODE_TYPES):
        raise AccessError(f"The type {kind} is not a type of access entry")
    if kind != STANDARD and groups:
        raise AccessError(f"An access entry of type {kind} cannot have Kubernetes groups")
    if kind == STANDARD and username.startswith(RESERVED):
        raise AccessError(f"The username must not begin with one of {', '.join(RESERVED)}")
    # system:masters above all: it would be a way around the policies.
    for group in groups:
        if group.startswith(RESERVED):
            raise AccessError(f"The kubernetes group name {group} is invalid, it is reserved")


def check_policy(policy_arn: str, scope: str, namespaces: list[str]) -> None:
    """Refuse a policy that does not exist, or a scope that the lab cannot enforce.

    Raises:
        AccessError: with what to do instead.
    """
    if policy_arn not in POLICY_GROUPS:
        known = ", ".join(POLICY_GROUPS)
        raise AccessError(f"The policyArn {policy_arn} is not one of {known}")
    if scope not in ("cluster", "namespace"):
        raise AccessError("The accessScope type must be cluster or namespace")
    if scope == "namespace" and not namespaces:
        raise AccessError("An accessScope of type namespace needs namespaces")


def policy_groups(policy: AssociatedPolicy) -> list[str]:
    """The groups that stand for an associated policy.

    Bound to namespaces it is a group for each of them, such as ``eks-access-policy:view:shop``.
    """
    group = POLICY_GROUPS[policy.policy_arn]
    if policy.scope == "cluster":
        return [group]
    role = "cluster-admin" if policy.policy_arn == CLUSTER_ADMIN else group.partition(":")[2]
    return [f"eks-access-policy:{role}:{namespace}" for namespace in policy.namespaces]


def user_for(principal: Principal, entries: Mapping[str, AccessEntry]) -> KubernetesUser | None:
    """The cluster's user behind a principal; None where no access entry names it."""
    canonical = canonical_arn(principal.arn)
    entry = entries.get(canonical) or _entry_of_role(canonical, entries)
    if entry is None:
        return None
    groups = list(entry.groups)
    for policy in entry.policies.values():
        groups += policy_groups(policy)
    session = principal.session
    username = (
        entry.username.replace("{{AccountID}}", principal.account)
        .replace("{{SessionNameRaw}}", session)
        .replace("{{SessionName}}", session.replace("@", "-"))
    )
    identity = principal.user_id.partition(":")[0]
    extra = {
        "accessKeyId": (principal.access_key,),
        "arn": (principal.arn,),
        "canonicalArn": (canonical,),
        "principalId": (identity,),
        "sessionName": (session,),
    }
    uid = f"aws-iam-authenticator:{principal.account}:{identity}"
    return KubernetesUser(username, uid, tuple(dict.fromkeys(groups)), extra)


def _entry_of_role(canonical: str, entries: Mapping[str, AccessEntry]) -> AccessEntry | None:
    """The entry of a role that lives under a path, which the ARN of its session leaves out."""
    head, _, name = canonical.partition(":role/")
    if not name:
        return None
    for arn, entry in entries.items():
        if arn.startswith(f"{head}:role/") and arn.rpartition("/")[2] == name:
            return entry
    return None
