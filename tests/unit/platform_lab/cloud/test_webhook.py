"""The server that the API server asks whose token it got."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client

from platform_lab.cloud import access
from platform_lab.cloud.webhook import API_VERSION, Webhook
from support.cloud import ACCOUNT, CLUSTER, TRUST, Emulator, create_cluster, token_of

ME = f"arn:aws:iam::{ACCOUNT}:user/platform"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/developer"


def review(emulator: Emulator, token: Any, version: str = API_VERSION) -> tuple[int, Any]:
    client = Client(Webhook(emulator.lab.settings, emulator.guard))
    body = {"apiVersion": version, "kind": "TokenReview", "spec": {"token": token}}
    answer = client.post("/authenticate", data=json.dumps(body))
    return answer.status_code, answer.get_json(silent=True)


def test_the_creator_of_the_cluster_is_let_in(emulator: Emulator) -> None:
    create_cluster(emulator)
    status, answer = review(emulator, token_of(emulator.client("sts")))
    assert (status, answer["kind"], answer["apiVersion"]) == (200, "TokenReview", API_VERSION)
    assert answer["status"]["authenticated"] is True
    assert answer["status"]["user"]["username"] == ME
    assert answer["status"]["user"]["groups"] == ["system:masters"]


def test_a_role_is_let_in_once_an_entry_names_it(emulator: Emulator) -> None:
    create_cluster(emulator)
    emulator.client("iam").create_role(RoleName="developer", AssumeRolePolicyDocument=TRUST)
    keys = emulator.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="kim")["Credentials"]
    session = emulator.client(
        "sts", keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]
    )
    token = token_of(session)
    assert review(emulator, token)[1]["status"] == {"authenticated": False}
    eks = emulator.client("eks")
    eks.create_access_entry(clusterName=CLUSTER, principalArn=ROLE, kubernetesGroups=["devs"])
    user = review(emulator, token)[1]["status"]["user"]
    assert user["username"].endswith(":assumed-role/developer/kim")
    assert user["groups"] == ["devs"]
    eks.delete_access_entry(clusterName=CLUSTER, principalArn=ROLE)
    assert review(emulator, token)[1]["status"] == {"authenticated": False}


def test_the_administrator_loses_the_groups_of_a_lost_policy(emulator: Emulator) -> None:
    create_cluster(emulator)
    emulator.client("eks").disassociate_access_policy(
        clusterName=CLUSTER, principalArn=ME, policyArn=access.CLUSTER_ADMIN
    )
    user = review(emulator, token_of(emulator.client("sts")))[1]["status"]["user"]
    assert user["groups"] == []


def test_no_cluster_lets_nobody_in(emulator: Emulator) -> None:
    answer = review(emulator, token_of(emulator.client("sts")))[1]
    assert answer["status"] == {"authenticated": False}


def test_a_token_for_another_cluster_is_refused(emulator: Emulator) -> None:
    create_cluster(emulator)
    token = token_of(emulator.client("sts"), "another")
    assert review(emulator, token)[1]["status"] == {"authenticated": False}


@pytest.mark.parametrize("token", ["", "eyJhbGciOiJSUzI1NiJ9.e30.x"])
def test_tokens_of_others_are_not_ours(emulator: Emulator, token: str) -> None:
    create_cluster(emulator)
    assert review(emulator, token)[1]["status"] == {"authenticated": False}


def test_what_is_no_review_is_a_bad_request(emulator: Emulator) -> None:
    assert review(emulator, 7)[0] == 400
    assert review(emulator, "x", "authentication.k8s.io/v1beta1")[0] == 400
    client = Client(Webhook(emulator.lab.settings, emulator.guard))
    assert client.post("/authenticate", data="{").status_code == 400
    assert client.get("/authenticate").status_code == 404
