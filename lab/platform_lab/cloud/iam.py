"""IAM over moto: the policies that AWS manages, each from the moment it is first named.

moto knows them all, but keeps either none or all fifteen hundred of them in every snapshot.
"""

from __future__ import annotations

import json
from typing import Any

from moto.iam import urls
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, iam_backends
from moto.iam.responses import IamResponse

PREFIX = "arn:aws:iam::aws:policy/"


class LabIam(IamResponse):
    """moto's IAM with AWS's own policies."""

    def call_action(self) -> Any:
        arn = self._get_param("PolicyArn")
        if arn and arn.startswith(PREFIX):
            ensure_policy(iam_backends[self.current_account][self.partition], arn)
        return super().call_action()


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
