"""Which principal becomes which user of the cluster."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from platform_lab.cloud import access, bindings
from platform_lab.cloud.access import AccessEntry, AccessError, AssociatedPolicy
from platform_lab.cloud.identity import Principal, canonical_arn

ACCOUNT = "123456789012"
USER = f"arn:aws:iam::{ACCOUNT}:user/platform"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/teams/developer"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/developer/kim@example.com"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
VIEW = f"{access.POLICY_PREFIX}AmazonEKSViewPolicy"


def entry(arn: str, groups: list[str] | None = None, username: str = "") -> AccessEntry:
    name = username or access.default_username(arn, access.STANDARD)
    return AccessEntry("arn", arn, name, groups or [], access.STANDARD, NOW, NOW)


def policy(arn: str, *namespaces: str) -> AssociatedPolicy:
    scope = "namespace" if namespaces else "cluster"
    return AssociatedPolicy(arn, scope, list(namespaces), NOW, NOW)


def principal(arn: str) -> Principal:
    return Principal(arn, "AROAEXAMPLE:kim", ACCOUNT, "AKIA1")


def test_a_user_keeps_its_arn_as_name() -> None:
    user = access.user_for(principal(USER), {USER: entry(USER, ["devs"])})
    assert user
    assert (user.username, user.groups) == (USER, ("devs",))
    assert user.uid == f"aws-iam-authenticator:{ACCOUNT}:AROAEXAMPLE"


def test_a_session_is_known_by_its_role_whatever_the_path() -> None:
    user = access.user_for(principal(SESSION), {ROLE: entry(ROLE)})
    assert user
    assert user.username == f"arn:aws:sts::{ACCOUNT}:assumed-role/developer/kim-example.com"
    assert user.extra["sessionName"] == ("kim@example.com",)


def test_placeholders_of_the_username() -> None:
    name = "{{AccountID}}:{{SessionName}}:{{SessionNameRaw}}"
    user = access.user_for(principal(SESSION), {ROLE: entry(ROLE, username=name)})
    assert user
    assert user.username == f"{ACCOUNT}:kim-example.com:kim@example.com"


@pytest.mark.parametrize(
    "stranger",
    [
        f"arn:aws:iam::{ACCOUNT}:user/other",
        "arn:aws:iam::210987654321:user/platform",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/other/kim",
        "arn:aws:sts::210987654321:assumed-role/developer/kim",
    ],
)
def test_a_stranger_is_nobody(stranger: str) -> None:
    entries = {USER: entry(USER), ROLE: entry(ROLE)}
    assert access.user_for(principal(stranger), entries) is None


def test_policies_become_groups() -> None:
    known = entry(USER, ["devs"])
    known.policies = {
        access.CLUSTER_ADMIN: policy(access.CLUSTER_ADMIN),
        VIEW: policy(VIEW, "blog", "data"),
    }
    user = access.user_for(principal(USER), {USER: known})
    assert user
    assert user.groups == (
        "devs",
        "system:masters",
        "eks-access-policy:view:blog",
        "eks-access-policy:view:data",
    )


def test_groups_are_bound_to_the_roles_of_kubernetes() -> None:
    one, two = entry(USER), entry(ROLE)
    one.policies = {VIEW: policy(VIEW), access.CLUSTER_ADMIN: policy(access.CLUSTER_ADMIN)}
    two.policies = {
        VIEW: policy(VIEW),
        access.CLUSTER_ADMIN: policy(access.CLUSTER_ADMIN, "blog"),
    }
    cluster_wide, narrow = sorted(bindings.objects([one, two]), key=lambda item: item["kind"])
    assert cluster_wide["kind"] == "ClusterRoleBinding"
    assert cluster_wide["roleRef"]["name"] == "view"
    assert narrow["kind"] == "RoleBinding"
    assert narrow["metadata"] == {"name": "eks-access-policy:cluster-admin", "namespace": "blog"}
    assert narrow["subjects"][0]["name"] == "eks-access-policy:cluster-admin:blog"


@pytest.mark.parametrize(
    ("username", "groups", "kind"),
    [
        ("", ["system:masters"], "STANDARD"),
        ("", ["eks-access-policy:admin"], "STANDARD"),
        ("system:admin", [], "STANDARD"),
        ("", ["devs"], "EC2_LINUX"),
        ("", [], "OTHER"),
    ],
)
def test_refuses_ways_around_the_policies(username: str, groups: list[str], kind: str) -> None:
    with pytest.raises(AccessError):
        access.check_entry(username, groups, kind)


@pytest.mark.parametrize(
    ("arn", "scope", "namespaces"),
    [("arn:aws:iam::aws:policy/X", "cluster", []), (VIEW, "namespace", []), (VIEW, "node", [])],
)
def test_refuses_policies_that_do_not_exist(arn: str, scope: str, namespaces: list[str]) -> None:
    with pytest.raises(AccessError):
        access.check_policy(arn, scope, namespaces)


def test_canonical_arn() -> None:
    assert canonical_arn(SESSION) == f"arn:aws:iam::{ACCOUNT}:role/developer"
    assert canonical_arn(USER) == USER
