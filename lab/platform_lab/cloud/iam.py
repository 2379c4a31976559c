"""IAM over moto: the policies that AWS manages, and what the policies of somebody allow.

moto knows AWS's policies, but keeps either none or all fifteen hundred of them in every snapshot;
here each is there from the moment it is first named.
"""

from __future__ import annotations

import json
from typing import Any

from moto.core.responses import ActionResult
from moto.iam import urls
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.exceptions import NoSuchEntity
from moto.iam.models import AWSManagedPolicy, IAMBackend, iam_backends
from moto.iam.responses import IamResponse

from platform_lab.cloud import policies

PREFIX = "arn:aws:iam::aws:policy/"


class LabIam(IamResponse):
    """moto's IAM with AWS's own policies."""

    def call_action(self) -> Any:
        arn = self._get_param("PolicyArn")
        if arn and arn.startswith(PREFIX):
            ensure_policy(iam_backends[self.current_account][self.partition], arn)
        return super().call_action()

    def simulate_principal_policy(self) -> ActionResult:
        # moto lacks it.
        documents = policies_of(self.backend, self._get_param("PolicySourceArn"))
        resources = self._get_param("ResourceArns") or ["*"]
        context = {
            entry["ContextKeyName"].lower(): entry["ContextKeyValues"]
            for entry in self._get_param("ContextEntries") or []
        }
        results = [
            {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": policies.decide(documents, action, resource, context),
                "MatchedStatements": [],
                "MissingContextValues": sorted(policies.missing(documents, action, context)),
            }
            for action in self._get_param("ActionNames")
            for resource in resources
        ]
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def policies_of(iam: IAMBackend, arn: str) -> list[dict[str, Any]]:
    """Policy documents of a user, with those of its groups, or of a role.

    Raises:
        NoSuchEntity: there is nobody of this ARN.
    """
    kind, _, name = arn.rpartition(":")[2].partition("/")
    name = name.rpartition("/")[2]
    if kind == "role":
        holders: list[Any] = [iam.get_role(name)]
    elif kind == "user":
        holders = [iam.get_user(name), *iam.get_groups_for_user(name)]
    else:
        raise NoSuchEntity(f"{arn} is no user and no role")
    texts = [text for holder in holders for text in holder.policies.values()]
    texts += [
        next(version.document for version in policy.versions if version.is_default)
        for holder in holders
        for policy in holder.managed_policies.values()
    ]
    return [json.loads(text) for text in texts]


def ensure_policy(iam: IAMBackend, arn: str) -> None:
    """Have a policy of AWS in the account, if there is one of this ARN."""
    if arn in iam.managed_policies:
        return
    name = arn.rpartition("/")[2]
    data = json.loads(aws_managed_policies_data).get(name)
    if data is None:
        return
    policy = AWSManagedPolicy.from_data(name, iam.account_id, iam.region_name, data)
    if policy.arn == arn:
        iam.aws_managed_policies.append(policy)
        iam.managed_policies[arn] = policy


def install() -> None:
    """Let moto serve IAM by this class."""
    urls.url_paths = dict.fromkeys(urls.url_paths, LabIam.dispatch)
