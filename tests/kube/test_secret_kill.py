# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whenever a rotation is killed: the same task again brings the new value into every pod."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from kube.controller_manager import ControllerManager
from kube.faults import NOTHING, Fault, Request, no_faults
from kube.objects import namespace_of
from kube.process import result_of
from kube.proxy import FaultProxy
from kube.rotation import STRANGERS, USERS, Stage
from kube.secrets_manager import SecretsManager
from kube.server import KubeServer

POINTS = 10
PLACE = "mortal-secrets"
RUN = {name: USERS[name] for name in ("variable", "volume")} | {"other": STRANGERS["other"]}


@dataclass
class Mortal:
    """Workloads, the way to their server, and how many requests an undisturbed rotation takes."""

    stage: Stage
    proxy: FaultProxy
    requests: int


@pytest.fixture(scope="module")
def mortal(server: KubeServer, client: Any, aws: SecretsManager) -> Iterator[Mortal]:
    client.create(namespace_of(PLACE))
    with (
        ControllerManager(server, client),
        FaultProxy(server) as proxy,
    ):
        stage = Stage(aws, client, PLACE, server.kubeconfig())
        stage.sync()
        stage.run(RUN)
        stage.rotate("used")
        through = Stage(aws, client, PLACE, proxy.kubeconfig())
        through.sync()
        yield Mortal(through, proxy, len(proxy.requests))


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_rotation_is_made_up_for(mortal: Mortal, number: int) -> None:
    stage, proxy = mortal.stage, mortal.proxy
    stage.rotate("used")
    before = stage.pods()
    # Not to the end: how many requests the wait takes differs.
    point = len(proxy.requests) + 1 + number * round(mortal.requests * 0.75) // POINTS

    def plan(request: Request) -> Fault:
        if request.number == point:
            process.kill()
        return NOTHING

    process = stage.start()
    proxy.plan = plan
    assert result_of(process) == {}
    proxy.plan = no_faults

    stage.sync()
    after = stage.pods()
    assert {app for app in before if before[app] & after[app]} == {"other"}
    assert stage.value("used") == stage.aws.get(f"{PLACE}/used")
    again = stage.sync()
    assert (again["changed"], again["workloads"]) == (False, [])
    assert stage.pods() == after
