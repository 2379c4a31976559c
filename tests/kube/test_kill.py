# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever dies at whatever point of a run: the same task again ends in the same state."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from kube.conftest import apply_kept_objects, apply_objects, connect
from kube.estate import Estate
from kube.faults import NOTHING, Fault, Plan, Request, no_faults
from kube.process import result_of, start_module
from kube.proxy import FaultProxy
from kube.server import KubeServer

POINTS = 20
# A kill falls either before its request is passed on or so many seconds after, while it is served.
LONGEST_DELAY = 0.02
LOSS = 5.0


@dataclass
class Stage:
    """Where the runs take place.

    ``digests`` and ``requests``: of an undisturbed run on nothing, and on version 1 of the set.
    """

    server: KubeServer
    proxy: FaultProxy
    digests: dict[bool, str]
    requests: dict[bool, int]

    def prepare(self, name: str, upgrade: bool) -> Estate:
        """The ground for a run: foreign objects, and version 1 of the set for an upgrade."""
        estate, client = Estate(name), connect(self.server.kubeconfig())
        apply_objects(client, [*estate.version(1)[-2:], *estate.foreign()], manager="stranger")
        if upgrade:
            run(client, estate, 1)
        return estate

    def digest(self, estate: Estate) -> str:
        """What is there now."""
        return estate.digest(connect(self.server.kubeconfig()))

    def point(self, number: int) -> tuple[bool, int]:
        """Whether the run of a number is an upgrade, and at which of its requests to kill."""
        upgrade = number % 2 == 1
        # Not quite to the end: how many requests a wait takes differs a little.
        return upgrade, 1 + number * round(self.requests[upgrade] * 0.9) // POINTS


def run(client: Any, estate: Estate, number: int = 2) -> dict[str, str]:
    """Apply a version of the set, wait, prune."""
    return apply_kept_objects(
        client, estate.version(number), "estate", estate.places[0], wait=True, wait_timeout=60.0
    )


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server to kill, and what undisturbed runs bring about on it."""
    server = KubeServer(tmp_path_factory.mktemp("mortal"))
    try:
        server.start()
        with FaultProxy(server) as proxy:
            made = Stage(server, proxy, {}, {})
            for upgrade in (False, True):
                estate = made.prepare(f"calm-{upgrade}".lower(), upgrade)
                before = len(proxy.requests)
                run(connect(proxy.kubeconfig()), estate)
                made.requests[upgrade] = len(proxy.requests) - before
                made.digests[upgrade] = made.digest(estate)
            yield made
    finally:
        server.stop()


def at(proxy: FaultProxy, point: int, act: Callable[[], object], delay: float) -> Plan:
    """A plan that acts at a request, counted from now."""
    first = len(proxy.requests)

    def plan(request: Request) -> Fault:
        if request.number - first == point:
            if delay:
                threading.Timer(delay, act).start()
            else:
                act()
        return NOTHING

    return plan


def delay_of(number: int) -> float:
    """Seconds between a request and the kill; none at every second pair of points."""
    dice = random.Random(number)  # noqa: S311 (dice, no secret)
    return dice.uniform(0.001, LONGEST_DELAY) if number % 4 > 1 else 0.0


def again(stage: Stage, estate: Estate) -> dict[str, str]:
    """The same task by a new client, undisturbed."""
    stage.proxy.plan = no_faults
    return run(connect(stage.server.kubeconfig()), estate)


@pytest.mark.parametrize("number", range(POINTS))
@pytest.mark.parametrize("victim", ["api", "etcd"])
def test_killed_server(stage: Stage, victim: str, number: int) -> None:
    upgrade, point = stage.point(number)
    estate = stage.prepare(f"{victim}-{number}", upgrade)
    kill = getattr(stage.server, f"kill_{victim}")
    start = getattr(stage.server, f"start_{victim}")
    dead, restart = threading.Event(), threading.Thread(target=start)

    def kill_and_restart() -> None:
        kill()
        dead.set()
        restart.start()

    stage.proxy.plan = at(stage.proxy, point, kill_and_restart, delay_of(number))
    # One run must do: it tries again until the server is back.
    actions = run(connect(stage.proxy.kubeconfig(), retry_timeout=60.0), estate)
    assert dead.is_set()
    # Ready, not just answering: the next test kills it again.
    restart.join()
    assert stage.digest(estate) == stage.digests[upgrade]
    assert set(actions.values()) <= {"created", "configured", "unchanged", "deleted", "kept"}
    assert set(again(stage, estate).values()) <= {"unchanged", "kept"}


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_client(stage: Stage, number: int) -> None:
    upgrade, point = stage.point(number)
    estate = stage.prepare(f"client-{number}", upgrade)
    arguments = {
        "kubeconfig": str(stage.proxy.kubeconfig()),
        "definition": [yaml.safe_dump_all(estate.version(2))],
        "set": "estate",
        "set_namespace": estate.places[0],
        "wait_timeout": 60.0,
    }
    ready = threading.Event()

    def kill() -> None:
        ready.wait()
        process.kill()

    stage.proxy.plan = at(stage.proxy, point, kill, delay_of(number))
    process = start_module("k8s_apply", arguments)
    ready.set()
    assert result_of(process) == {}
    time.sleep(LONGEST_DELAY)  # what was on its way arrives
    again(stage, estate)
    assert stage.digest(estate) == stage.digests[upgrade]
    assert set(again(stage, estate).values()) <= {"unchanged", "kept"}


@pytest.mark.parametrize("share", [0.2, 0.6])
def test_lost_network(stage: Stage, share: float) -> None:
    """No byte passes for some seconds, and no connection breaks."""
    estate = stage.prepare(f"lost-{round(share * 10)}", upgrade=True)
    connected = stage.proxy.connected
    point = round(stage.requests[True] * share)
    stage.proxy.plan = at(stage.proxy, point, connected.clear, 0.0)
    timer = threading.Timer(LOSS, connected.set)
    timer.start()
    run(connect(stage.proxy.kubeconfig(), retry_timeout=30.0), estate)
    timer.join()
    assert stage.digest(estate) == stage.digests[True]
    assert set(again(stage, estate).values()) <= {"unchanged", "kept"}
