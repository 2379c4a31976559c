# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Half-made things are waited for and deleted secrets restored (on moto)."""

from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws import settle as subject
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import Leftover
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api


def test_a_secret_comes_back_from_its_recovery_window(api: Api) -> None:
    arn = api.call("secretsmanager", "create_secret", Name="lab/x")["ARN"]
    api.call("secretsmanager", "delete_secret", SecretId=arn)
    secret = Leftover("aws_secretsmanager_secret", arn, "lab/x", arn, "scheduled", {})
    subject.settle(api, secret)
    assert "DeletedDate" not in api.call("secretsmanager", "describe_secret", SecretId=arn)


def test_what_is_there_is_not_waited_for(api: Api) -> None:
    role = "arn:aws:iam::123456789012:role/eks"
    network = {"subnetIds": ["subnet-1", "subnet-2"]}
    api.call("eks", "create_cluster", name="lab", roleArn=role, resourcesVpcConfig=network)
    subject.settle(api, Leftover("aws_eks_cluster", "lab", "lab", "", "present", {}))
    subject.settle(api, Leftover("aws_vpc", "vpc-1", "", "", "present", {}))


def test_what_aws_never_finishes_is_named(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "_DELAY", 0)
    monkeypatch.setattr(subject, "_ATTEMPTS", 1)
    gone = Leftover("aws_nat_gateway", "nat-0123456789abcdef0", "lab-a", "", "present", {})
    with pytest.raises(AwsError, match=r"nat-0123456789abcdef0 \(lab-a\) was begun by a run"):
        subject.settle(api, gone)
