# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Streams of events that end, break or have expired: a wait misses nothing and keeps its time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from kube.conftest import apply_objects, connect
from kube.faults import NOTHING, Fault, Plan, Request, gone_event
from kube.objects import Object, workload
from kube.proxy import FaultProxy
from kube.server import KubeServer
from kube.writes import READY, write_status

FAULTS = {
    "closed": Fault(lines=0),
    "expired at the start": Fault(410),
    "expired in the stream": Fault(lines=0, said=gone_event()),
    "reset before": Fault(reset="before"),
    "reset after": Fault(reset="after"),
    "internal error": Fault(500),
    "overloaded": Fault(429, retry_after=1),
    "cut in the middle of a line": Fault(lines=0, said='{"type": "MODIFIED", "object": {"kind'),
}
LATE = 5.0


@pytest.fixture
def deployment(client: Any, namespace: str) -> Object:
    """A Deployment that is not ready."""
    body = workload("Deployment", namespace)
    apply_objects(client, [body])
    return body


def first_watches(fault: Fault, count: int, then: Callable[[], None]) -> Plan:
    """The first watches meet a fault; ``then`` runs while the last of them is not yet answered."""
    met: list[int] = []

    def plan(request: Request) -> Fault:
        if not request.watches or len(met) == count:
            return NOTHING
        met.append(request.number)
        if len(met) == count:
            then()
        return fault

    return plan


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_event_between_two_watches_is_not_missed(
    server: KubeServer, client: Any, deployment: Object, fault: Fault
) -> None:
    def become_ready() -> None:
        write_status(client, deployment, READY)

    with FaultProxy(server, first_watches(fault, 3, become_ready)) as proxy:
        waiting = connect(proxy.kubeconfig(), retry_timeout=30.0)
        apply_objects(waiting, [deployment], wait=True, wait_timeout=30.0)
        assert proxy.faults[str(fault)] == 3


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_deadline_is_kept_when_no_watch_ever_works(
    server: KubeServer, deployment: Object, fault: Fault, figure: Callable[[str], None]
) -> None:
    def plan(request: Request) -> Fault:
        return fault if request.watches else NOTHING

    with FaultProxy(server, plan) as proxy:
        waiting = connect(proxy.kubeconfig(), retry_timeout=30.0)
        started = time.monotonic()
        with pytest.raises(Exception, match="not ready after 2 s") as raised:
            apply_objects(waiting, [deployment], wait=True, wait_timeout=2.0)
        took = time.monotonic() - started
        figure(f"{took:.2f} s, {sum(proxy.faults.values())} watches")
        assert took < 2.0 + LATE
        # Nor is the server asked without a pause.
        assert sum(proxy.faults.values()) < 100
    assert "not seen" in str(raised.value)


def test_deadline_is_kept_when_the_network_is_lost(
    server: KubeServer, deployment: Object, figure: Callable[[str], None]
) -> None:
    with FaultProxy(server) as proxy:
        waiting = connect(proxy.kubeconfig(), retry_timeout=30.0)
        apply_objects(waiting, [deployment])
        threading.Timer(1.0, proxy.connected.clear).start()
        started = time.monotonic()
        with pytest.raises(Exception, match="not ready after 2 s"):
            apply_objects(waiting, [deployment], wait=True, wait_timeout=2.0)
        took = time.monotonic() - started
        figure(f"{took:.2f} s")
        assert took < 2.0 + LATE
