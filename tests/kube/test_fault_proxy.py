# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Answers of an overloaded or failing server, and connections that break: nothing is lost."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kube.conftest import apply_kept_objects, apply_objects, connect
from kube.estate import Estate
from kube.faults import MIXTURE, NOTHING, Fault, Request, some_faults
from kube.objects import Object, cluster_role_binding, config_map, secret, workload
from kube.proxy import FaultProxy
from kube.server import WORKER, KubeServer

SIZE = 500
Figure = Callable[[str], None]


def mixed(namespace: str, value: str, count: int = SIZE) -> list[Object]:
    """ConfigMaps, Secrets and Deployments that differ by a value."""
    makers = (
        lambda name: config_map(namespace, name, key=value),
        lambda name: secret(namespace, name, password=value),
        lambda name: labelled(workload("Deployment", namespace, name), value),
    )
    return [makers[number % 3](f"n{number}") for number in range(count)]


def labelled(body: Object, value: str) -> Object:
    """The object with a label."""
    body["metadata"]["labels"] = {"value": value}
    return body


def actions(outcomes: list[Any]) -> dict[str, int]:
    """How many objects met each action."""
    return dict(Counter(outcome.action for outcome in outcomes))


def test_every_tenth_request_fails_and_each_object_is_written_once(
    server: KubeServer, namespace: str, figure: Figure
) -> None:
    with FaultProxy(server, some_faults(0.1)) as proxy:
        client = connect(proxy.kubeconfig(), retry_timeout=60.0)
        outcomes = apply_objects(client, mixed(namespace, "old"))
        figure(f"{SIZE} objects, {len(proxy.requests)} requests, faults: {dict(proxy.faults)}")
        assert set(proxy.faults) == {str(fault) for fault in MIXTURE}
        assert actions(outcomes) == {"created": SIZE}
        versions = server.keys.versions(f"/{namespace}/n")
        assert Counter(versions.values()) == {1: SIZE}
        # Every second object gets another value: those and no others are written again.
        again = [
            (new if number % 2 else old)
            for number, (old, new) in enumerate(
                zip(mixed(namespace, "old"), mixed(namespace, "new"), strict=True)
            )
        ]
        assert actions(apply_objects(client, again)) == {
            "configured": SIZE // 2,
            "unchanged": SIZE // 2,
        }
        versions = server.keys.versions(f"/{namespace}/n")
        assert Counter(versions.values()) == {1: SIZE // 2, 2: SIZE // 2}


@pytest.mark.parametrize("seed", range(4))
def test_set_that_is_kept_comes_through_faults(server: KubeServer, name: str, seed: int) -> None:
    """Also the inventory, whose writes are guarded by its version."""
    contents = []
    for place, share in ((f"{name}-calm", 0.0), (f"{name}-rough", 0.2)):
        estate = Estate(place)
        with FaultProxy(server, some_faults(share, seed)) as proxy:
            for number in (1, 2):
                rough = connect(proxy.kubeconfig(), retry_timeout=60.0)
                actions = apply_kept_objects(
                    rough, estate.version(number), "estate", estate.places[0]
                )
        assert set(actions.values()) == {"configured", "created", "deleted", "unchanged"}
        # A new client: the one of the session does not know this kind.
        contents.append(estate.content(connect(server.kubeconfig())))
    assert contents[0] == contents[1]


def test_storm_of_refusals_is_sat_out(server: KubeServer, namespace: str, figure: Figure) -> None:
    started = time.monotonic()

    def storm(request: Request) -> Fault:
        busy = time.monotonic() - started < 3.0
        return Fault(429, retry_after=1) if busy else NOTHING

    with FaultProxy(server, storm) as proxy:
        client = connect(proxy.kubeconfig(), retry_timeout=30.0)
        outcomes = apply_objects(client, mixed(namespace, "value", 60))
        figure(f"{proxy.faults['429']} requests were refused in 3 s")
    assert actions(outcomes) == {"created": 60}
    # A client that does not obey Retry-After asks many times more often.
    assert 0 < proxy.faults["429"] < 100


def test_storm_in_the_middle_of_a_set_is_sat_out(
    server: KubeServer, namespace: str, figure: Figure
) -> None:
    begun: list[float] = []

    def storm(request: Request) -> Fault:
        if request.number < 60:
            return NOTHING
        begun.append(time.monotonic())
        return Fault(429, retry_after=1) if begun[-1] - begun[0] < 3.0 else NOTHING

    with FaultProxy(server, storm) as proxy:
        client = connect(proxy.kubeconfig(), retry_timeout=30.0)
        outcomes = apply_objects(client, mixed(namespace, "value", 200))
        figure(f"{proxy.faults['429']} requests were refused in 3 s")
    assert actions(outcomes) == {"created": 200}
    assert Counter(server.keys.versions(f"/{namespace}/n").values()) == {1: 200}
    assert 0 < proxy.faults["429"] < 200


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KubeServer]:
    """A server that works on two changes at once and answers 429 to a third."""
    running = KubeServer(
        tmp_path_factory.mktemp("busy"),
        ("--enable-priority-and-fairness=false", "--max-mutating-requests-inflight=2"),
    )
    try:
        running.start()
        admin = connect(running.kubeconfig())
        # The limit does not hold for system:masters.
        apply_objects(admin, [cluster_role_binding("workers", "cluster-admin", "worker")])
        yield running
    finally:
        running.stop()


def test_server_that_refuses_what_is_too_much(busy: KubeServer, figure: Figure) -> None:
    with FaultProxy(busy) as proxy:
        worker = connect(proxy.kubeconfig(WORKER), retry_timeout=60.0)
        outcomes = apply_objects(worker, mixed("default", "value", 300))
        refused = proxy.answers[429]
    figure(f"300 objects, {len(proxy.requests)} requests, {refused} answered 429")
    assert actions(outcomes) == {"created": 300}
    assert Counter(busy.keys.versions("/default/n").values()) == {1: 300}
    assert refused > 0
