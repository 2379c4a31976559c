"""The API of EKS access entries, which moto lacks."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.eks.exceptions import (
    InvalidParameterException,
    InvalidRequestException,
    ResourceInUseException,
    ResourceNotFoundException,
)

from platform_lab.cloud import access
from platform_lab.cloud.access import AccessEntry, AccessError, AssociatedPolicy
from platform_lab.cloud.eks_common import Responses, found


class AccessEntries(Responses):
    """Mixed into the responses of EKS."""

    def create_access_entry(self) -> ActionResult:
        body = self.document()
        entry = add_entry(self._cluster(), body["principalArn"], body, self.current_account)
        return self._answer(entry)

    def describe_access_entry(self) -> ActionResult:
        return self._answer(self._entry())

    def update_access_entry(self) -> ActionResult:
        entry, body = self._entry(), self.document()
        groups = body.get("kubernetesGroups", entry.groups)
        username = body.get("username") or entry.username
        _checked(access.check_entry, username, groups, entry.kind)
        entry.groups, entry.username, entry.modified_at = groups, username, utcnow()
        return self._answer(entry)

    def delete_access_entry(self) -> ActionResult:
        entry = self._entry()
        del self._cluster().access_entries[entry.principal_arn]
        return EmptyResult()

    def list_access_entries(self) -> ActionResult:
        policy = self._query("associatedPolicyArn")
        entries = self._cluster().access_entries.values()
        arns = [e.principal_arn for e in entries if not policy or policy in e.policies]
        return ActionResult({"accessEntries": arns})

    def associate_access_policy(self) -> ActionResult:
        entry, body = self._entry(), self.document()
        scope = body["accessScope"]
        arn, namespaces = body["policyArn"], scope.get("namespaces") or []
        _checked(access.check_policy, arn, scope["type"], namespaces)
        now = utcnow()
        before = entry.policies.get(arn)
        since = before.associated_at if before else now
        entry.policies[arn] = AssociatedPolicy(arn, scope["type"], namespaces, since, now)
        associated = _policy(entry.policies[arn])
        return ActionResult(self._names(entry) | {"associatedAccessPolicy": associated})

    def disassociate_access_policy(self) -> ActionResult:
        entry, arn = self._entry(), self.parameter("policyArn")
        if entry.policies.pop(arn, None) is None:
            raise ResourceNotFoundException(
                message=f"No policy {arn} is associated with {entry.principal_arn}"
            )
        return EmptyResult()

    def list_associated_access_policies(self) -> ActionResult:
        entry = self._entry()
        policies = [_policy(policy) for policy in entry.policies.values()]
        return ActionResult(self._names(entry) | {"associatedAccessPolicies": policies})

    def list_access_policies(self) -> ActionResult:
        known = [
            {"arn": arn, "name": arn.removeprefix(access.POLICY_PREFIX)}
            for arn in access.POLICY_GROUPS
        ]
        return ActionResult({"accessPolicies": known})

    def _cluster(self) -> Any:
        cluster = found(self.eks_backend, self.parameter("name"))
        if cluster.access_config["authenticationMode"] == "CONFIG_MAP":
            raise InvalidRequestException(
                message="The cluster's authentication mode must be set to one of [API, "
                "API_AND_CONFIG_MAP] to perform this operation."
            )
        return cluster

    def _entry(self) -> AccessEntry:
        cluster, principal = self._cluster(), self.parameter("principalArn")
        entry: AccessEntry | None = cluster.access_entries.get(principal)
        if entry is None:
            raise ResourceNotFoundException(
                message="The specified principalArn could not be found. You can view your "
                "available access entries with 'list-access-entries'."
            )
        return entry

    def _names(self, entry: AccessEntry) -> dict[str, str]:
        return {"clusterName": self.parameter("name"), "principalArn": entry.principal_arn}

    def _query(self, name: str) -> str:
        values = self.querystring.get(name)
        return values[0] if values else ""

    def _answer(self, entry: AccessEntry) -> ActionResult:
        details = {
            "kubernetesGroups": entry.groups,
            "accessEntryArn": entry.arn,
            "createdAt": entry.created_at,
            "modifiedAt": entry.modified_at,
            "tags": entry.tags,
            "username": entry.username,
            "type": entry.kind,
        }
        return ActionResult({"accessEntry": self._names(entry) | details})


def add_entry(cluster: Any, principal: str, body: dict[str, Any], account: str) -> AccessEntry:
    """Add an access entry as CreateAccessEntry asks for it."""
    if principal in cluster.access_entries:
        raise ResourceInUseException(
            message="The specified access entry resource is already in use on this cluster."
        )
    words = principal.split(":", 5)
    if len(words) != 6 or words[2] not in ("iam", "sts") or "/" not in words[5]:
        raise InvalidParameterException(
            message=f"The specified principalArn is invalid: invalid principal {principal}."
        )
    kind = body.get("type") or access.STANDARD
    groups = body.get("kubernetesGroups") or []
    _checked(access.check_entry, body.get("username") or "", groups, kind)
    region = cluster.arn.split(":")[3]
    what, _, name = words[5].partition("/")
    now = utcnow()
    entry = AccessEntry(
        arn=f"arn:aws:eks:{region}:{account}:access-entry/{cluster.name}/{what}/{words[4]}/"
        f"{name}/{uuid4()}",
        principal_arn=principal,
        username=body.get("username") or access.default_username(principal, kind),
        groups=["system:nodes"] if kind != access.STANDARD else groups,
        kind=kind,
        created_at=now,
        modified_at=now,
        tags=dict(body.get("tags") or {}),
    )
    cluster.access_entries[principal] = entry
    return entry


def _checked(check: Any, *arguments: Any) -> None:
    try:
        check(*arguments)
    except AccessError as error:
        raise InvalidParameterException(message=str(error)) from error


def _policy(policy: AssociatedPolicy) -> dict[str, Any]:
    return {
        "policyArn": policy.policy_arn,
        "accessScope": {"type": policy.scope, "namespaces": policy.namespaces},
        "associatedAt": policy.associated_at,
        "modifiedAt": policy.modified_at,
    }
