# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs of a set that are killed at any request, or meet another run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from kube.objects import Object, config_map, secret, workload
from kube.sets import Sets, annotations

if TYPE_CHECKING:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client


@pytest.fixture
def sets(client: Client) -> Sets:
    return Sets(client)


def test_two_runs_at_once_do_not_forget_each_other(
    sets: Sets, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run widens the set after this one has read it."""
    sets.apply(namespace, [config_map(namespace, "a")])
    write = sets.client.apply

    def late(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(sets.client, "apply", write)
        sets.apply(namespace, [config_map(namespace, "a"), secret(namespace, "theirs")])
        return write(*arguments, **options)

    monkeypatch.setattr(sets.client, "apply", late)
    with pytest.raises(Exception, match="another run has changed the set"):
        sets.apply(namespace, [config_map(namespace, "a"), workload("Deployment", namespace)])
    assert annotations(sets.parent(namespace))[0] == "ConfigMap,Secret"


class Killed(Exception):
    """The client has died."""


def dying(sets: Sets, patch: pytest.MonkeyPatch, last: int, answered: bool) -> None:
    """From request number ``last`` on nothing is sent; ``answered``: or its answer is lost."""
    call, numbers = sets.client.http.call, count()

    def send(*arguments: Any, **options: Any) -> Any:
        number = next(numbers)
        if number > last or (number == last and not answered):
            raise Killed
        answer = call(*arguments, **options)
        if number == last:
            raise Killed
        return answer

    patch.setattr(sets.client.http, "call", send)


def deaths(sets: Sets, run: Callable[[], object]) -> Iterator[None]:
    """Kill a run at each of its requests in turn; the caller prepares it anew in between."""
    for last in count():
        for answered in (False, True):
            with pytest.MonkeyPatch.context() as patch:
                dying(sets, patch, last, answered)
                try:
                    run()
                except Killed:
                    died = True
                else:
                    died = False
            yield
        if not died:
            return


def test_interrupted_apply_is_taken_up_again(
    sets: Sets, client: Client, namespace: str, figure: Callable[[str], None]
) -> None:
    first = [*[config_map(namespace, name) for name in "abc"], secret(namespace, "d")]
    then = [config_map(namespace, "a", key="new"), config_map(namespace, "e")]
    then += [workload("Deployment", namespace), workload("StatefulSet", namespace)]
    gone = [config_map(namespace, "b"), config_map(namespace, "c"), secret(namespace, "d")]
    sets.apply(namespace, first)
    steps = 0
    for _ in deaths(sets, lambda: sets.apply(namespace, then, limit=1.0)):
        steps += 1
        # Whatever was done: the parent names the kind of every member that there is.
        kinds = annotations(sets.parent(namespace))[0].split(",")
        for body in (*first, *then):
            group = body["apiVersion"].rpartition("/")[0]
            kind = f"{body['kind']}.{group}" if group else body["kind"]
            assert kind in kinds or not sets.exists(body)
        sets.apply(namespace, then, limit=1.0)
        assert all(sets.exists(body) for body in then)
        assert not any(sets.exists(body) for body in gone)
        assert (
            annotations(sets.parent(namespace))[0] == "ConfigMap,Deployment.apps,StatefulSet.apps"
        )
        assert not sets.apply(namespace, then).moved
        sets.apply(namespace, first, limit=1.0)
    figure(f"{steps} interruptions")
    assert steps > 20


def test_interrupted_removal_is_taken_up_again(
    sets: Sets, namespace: str, figure: Callable[[str], None]
) -> None:
    objects = [
        config_map(namespace, "a"),
        secret(namespace, "b"),
        workload("Deployment", namespace),
    ]
    sets.apply(namespace, objects)
    steps = 0
    for _ in deaths(sets, lambda: sets.remove(namespace)):
        steps += 1
        assert sets.parent(namespace) or not any(sets.exists(body) for body in objects)
        sets.remove(namespace)
        assert not any(sets.exists(body) for body in objects)
        assert sets.parent(namespace) is None
        sets.apply(namespace, objects)
    figure(f"{steps} interruptions")
    assert steps > 12


def test_first_apply_of_a_set_records_it_before_it_writes(
    sets: Sets, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = sets.client.apply

    def noted(resource: Any, body: Object, **options: Any) -> Any:
        written.append(f"{body['kind']} {body['metadata']['name']}")
        return write(resource, body, **options)

    monkeypatch.setattr(sets.client, "apply", noted)
    sets.apply(f"{namespace}-set", [config_map(namespace, "a")])
    assert written == [f"ConfigMap {namespace}-set", "ConfigMap a"]
