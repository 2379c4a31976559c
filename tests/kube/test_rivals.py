# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Two managers that apply the same objects at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kube.objects import Object, config_map
from kube.rival import Rival, race
from kube.server import KubeServer

COUNT = 40
FIELD = ".data.key"


def objects(namespace: str, value: str) -> list[Object]:
    return [config_map(namespace, f"n{number:02}", key=value) for number in range(COUNT)]


def owners(client: Any, namespace: str) -> dict[str, tuple[str, list[str]]]:
    """The value of each object, and the managers that own it."""
    found = client.list_objects(client.find("v1", "ConfigMap"), namespace)
    return {
        body["metadata"]["name"]: (
            body["data"]["key"],
            [
                entry["manager"]
                for entry in body["metadata"]["managedFields"]
                if "f:key" in entry["fieldsV1"].get("f:data", {})
            ],
        )
        for body in found
    }


def test_nothing_is_forced_and_each_loss_is_named(
    server: KubeServer, client: Any, namespace: str, figure: Callable[[str], None]
) -> None:
    # From both ends, so that each of them is the first somewhere.
    one = Rival("one", objects(namespace, "one"), {})
    two = Rival("two", objects(namespace, "two")[::-1], {})
    reports = race(server.kubeconfig(), [one, two])
    figure(f"one won {len(reports[0].actions)}, two won {len(reports[1].actions)} of {COUNT}")
    won = [{name for name, a in r.actions.items() if a == "created"} for r in reports]
    assert won[0] | won[1] == {body["metadata"]["name"] for body in one.objects}
    assert not won[0] & won[1]
    live = owners(client, namespace)
    for mine, rival, other, report in (
        (won[0], one, two, reports[0]),
        (won[1], two, one, reports[1]),
    ):
        assert {
            name for name, owner in live.items() if owner == (rival.manager, [rival.manager])
        } == mine
        lost = COUNT - len(mine)
        assert (report.error == "") == (lost == 0)
        if lost:
            assert f"{lost} object" in report.error
            assert f'"{other.manager}"' in report.error
            assert FIELD in report.error
            assert f"ConfigMap {namespace}/n" in report.error


def test_only_who_was_told_to_force_takes_the_fields(
    server: KubeServer, client: Any, namespace: str
) -> None:
    one = Rival("one", objects(namespace, "one"), {"force_fields": [FIELD]})
    two = Rival("two", objects(namespace, "two")[::-1], {})
    forced, polite = race(server.kubeconfig(), [one, two])
    assert forced.error == ""
    assert len(forced.actions) == COUNT
    assert owners(client, namespace) == {
        body["metadata"]["name"]: ("one", ["one"]) for body in one.objects
    }
    # What it wrote first was taken from it, what it came late for was refused.
    assert (polite.error == "") == (len(polite.actions) == COUNT)
