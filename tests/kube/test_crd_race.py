# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A definition and its first objects in one set: the server serves a kind a moment later."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kube.conftest import apply_objects, connect
from kube.objects import widget, widget_crd
from kube.server import KubeServer

ROUNDS = 100
# At once: what makes the server slow to serve a kind is its other work.
AT_ONCE = 4


def test_each_of_a_hundred_new_kinds_is_served_to_its_first_objects(
    server: KubeServer, namespace: str, figure: Callable[[str], None]
) -> None:
    kubeconfig = server.kubeconfig()

    def attempt(number: int) -> list[str]:
        return actions_of_a_new_kind(kubeconfig, namespace, f"r{number}.{namespace}.example")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        rounds = list(pool.map(attempt, range(ROUNDS)))
    figure(f"{rounds.count(['created'] * 4)} of {ROUNDS} sets")
    assert rounds == [["created"] * 4] * ROUNDS


def actions_of_a_new_kind(kubeconfig: Path, namespace: str, group: str) -> list[str]:
    """Apply a definition with three objects by a client that has never seen the kind."""
    objects = [widget(group, namespace, name=f"first-{number}") for number in range(3)]
    outcomes = apply_objects(connect(kubeconfig), [*objects, widget_crd(group)])
    return [outcome.action for outcome in outcomes]
