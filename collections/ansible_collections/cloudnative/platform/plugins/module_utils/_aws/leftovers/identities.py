# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""IAM: roles, policies and identity providers, which belong to no region."""

from __future__ import annotations

from collections.abc import Iterator

from .api import Api, each
from .model import Kind, Leftover, Scope, tags_of


def _roles(api: Api, scope: Scope) -> Iterator[Leftover]:
    # IAM tells tags one by one, and an account may have a thousand roles: ours begin with our name.
    known = [
        entry
        for entry in api.pages("iam", "list_roles", "Roles")
        if entry["RoleName"].startswith(scope.platform)
    ]

    def look(name: str) -> dict[str, str]:
        return tags_of(api.pages("iam", "list_role_tags", "Tags", RoleName=name))

    names = [entry["RoleName"] for entry in known]
    for entry, tags in zip(known, each(look, names), strict=True):
        if scope.owns(tags):
            name = entry["RoleName"]
            yield Leftover("aws_iam_role", name, name, entry["Arn"], "present", tags)


def _delete_role(api: Api, leftover: Leftover) -> None:
    role = {"RoleName": leftover.id}
    for policy in api.pages("iam", "list_attached_role_policies", "AttachedPolicies", **role):
        api.prepare("iam", "detach_role_policy", **role, PolicyArn=policy["PolicyArn"])
    for name in api.pages("iam", "list_role_policies", "PolicyNames", **role):
        api.prepare("iam", "delete_role_policy", **role, PolicyName=name)
    for profile in api.pages("iam", "list_instance_profiles_for_role", "InstanceProfiles", **role):
        named = {"InstanceProfileName": profile["InstanceProfileName"]}
        api.prepare("iam", "remove_role_from_instance_profile", **role, **named)
    api.call("iam", "delete_role", **role)


def _policies(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = [
        entry
        for entry in api.pages("iam", "list_policies", "Policies", Scope="Local")
        if entry["PolicyName"].startswith(scope.platform)
    ]

    def look(arn: str) -> dict[str, str]:
        return tags_of(api.pages("iam", "list_policy_tags", "Tags", PolicyArn=arn))

    for entry, tags in zip(known, each(look, [entry["Arn"] for entry in known]), strict=True):
        if scope.owns(tags):
            arn = entry["Arn"]
            yield Leftover("aws_iam_policy", arn, entry["PolicyName"], arn, "present", tags)


def _delete_policy(api: Api, leftover: Leftover) -> None:
    policy = {"PolicyArn": leftover.arn}
    for version in api.pages("iam", "list_policy_versions", "Versions", **policy):
        if not version["IsDefaultVersion"]:
            api.prepare("iam", "delete_policy_version", **policy, VersionId=version["VersionId"])
    api.call("iam", "delete_policy", **policy)


def _providers(api: Api, scope: Scope) -> Iterator[Leftover]:
    known = api.call("iam", "list_open_id_connect_providers")["OpenIDConnectProviderList"]
    for arn in (entry["Arn"] for entry in known):
        entry = api.call("iam", "get_open_id_connect_provider", OpenIDConnectProviderArn=arn)
        tags = tags_of(entry.get("Tags"))
        if scope.owns(tags):
            name = entry.get("Url") or ""
            yield Leftover("aws_iam_openid_connect_provider", arn, name, arn, "present", tags)


def _delete_provider(api: Api, leftover: Leftover) -> None:
    api.call("iam", "delete_open_id_connect_provider", OpenIDConnectProviderArn=leftover.arn)


KINDS = (
    Kind("aws_iam_openid_connect_provider", "iam:oidc-provider/", _providers, _delete_provider),
    Kind("aws_iam_role", "iam:role/", _roles, _delete_role),
    Kind("aws_iam_policy", "iam:policy/", _policies, _delete_policy),
)
