# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Threads that follow objects, against scripted answers: no sockets, no pauses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Self, cast

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import feed as feeds
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.assessment import (
    READY,
    progressing,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.board import (
    Board,
    Readiness,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    ApiError,
    ConfigError,
    Unreachable,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.feed import Feed, scopes
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.lists import Page
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Object,
    Ref,
    Resource,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.watch import Followers

THINGS = Resource("example.com", "v1", "Thing", "things", namespaced=True)


def ref(name: str = "a", namespace: str = "shop") -> Ref:
    return Ref("example.com/v1", "Thing", namespace, name)


def thing(version: int, name: str = "a", namespace: str = "shop", ready: bool = False) -> Object:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Thing",
        "metadata": {"name": name, "namespace": namespace, "resourceVersion": str(version)},
        "ready": ready,
    }


def event(kind: str, body: Object) -> Object:
    return {"type": kind, "object": body}


def refused(status: int) -> ApiError:
    return ApiError("GET", "/apis/example.com/v1/things", status, {"message": f"no: {status}"})


class Script:
    """Stands for a client: answers in the given order, and what it was asked for.

    An answer is an error, objects with their version for a list, events for a watch, one object.
    In the end the server is away.
    """

    def __init__(self, *answers: Any):
        self.answers = list(answers)
        self.asked: list[str] = []

    http = cast(Any, type("Http", (), {"clock": staticmethod(lambda: 0.0)}))

    def within(self, _: float) -> Self:
        return self

    def answer(self, question: str) -> Any:
        self.asked.append(question)
        answer = self.answers.pop(0) if self.answers else Unreachable("the end of the script")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def list_pages(self, resource: Resource, namespace: str, *, fields: str | None) -> Any:
        return [Page(*self.answer(f"list {namespace or '*'} {fields or 'all'}"), 0)]

    def get(self, resource: Resource, namespace: str, name: str) -> Object | None:
        found: Object | None = self.answer(f"get {namespace} {name}")
        return found

    def watch(self, resource: Resource, namespace: str, version: str, **_: Any) -> Events:
        return Events(self.answer(f"watch {namespace or '*'} {version}"))


class Events:
    """Stands for a stream."""

    def __init__(self, events: list[Object]):
        self.events = events

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Object]:
        return iter(self.events)

    def close(self) -> None:
        self.events = []


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "POLL", 0.0)
    monkeypatch.setattr(feeds, "LONGEST_PAUSE", 0.0)


def follow(script: Script, *refs: Ref, feed: Feed | None = None) -> Board:
    """Follow objects until all are ready or the script fails; the board at the end."""
    board = Board(
        refs, Readiness(lambda body: READY if body["ready"] else progressing("not yet")), lambda: 0
    )
    [scope] = scopes((ref, THINGS) for ref in refs)
    with Followers(cast(Client, script), board) as followers:
        followers.start(scope, feed or Feed())
        board._changed.acquire()
        board._changed.wait_for(board.is_settled, 30.0)
        board._changed.release()
    return board


def test_reads_then_watches_from_the_version_of_the_read() -> None:
    script = Script(
        ([thing(1), thing(2, "b", ready=True), thing(3, "foreign")], "9"),
        [event("MODIFIED", thing(10, "foreign")), event("MODIFIED", thing(11, ready=True))],
    )
    board = follow(script, ref("a"), ref("b"))
    assert not board.pending
    assert script.asked[:2] == ["list shop all", "watch shop 9"]


def test_one_object_of_a_known_version_needs_no_read() -> None:
    script = Script([event("MODIFIED", thing(8, ready=True))])
    assert not follow(script, ref(), feed=Feed("7")).pending
    assert script.asked[0] == "watch shop 7"


def test_one_object_is_read_alone() -> None:
    script = Script(([thing(1, ready=True)], "9"))
    assert not follow(script, ref()).pending
    assert script.asked[0] == "list shop metadata.name=a"


def test_expired_version_leads_to_a_new_read_that_also_tells_what_is_gone() -> None:
    gone = event("ERROR", {"code": 410, "message": "too old resource version"})
    script = Script(
        ([thing(1), thing(2, "b", ready=True)], "9"),
        [event("MODIFIED", thing(10)), gone],
        ([thing(11, ready=True)], "20"),
        [event("ADDED", thing(21, "b", ready=True))],
    )
    board = follow(script, ref("a"), ref("b"))
    assert not board.pending
    assert script.asked[:4] == ["list shop all", "watch shop 9", "list shop all", "watch shop 20"]


def test_closed_stream_goes_on_from_the_last_event() -> None:
    script = Script(
        ([thing(1)], "9"),
        [event("MODIFIED", thing(10)), event("BOOKMARK", {"metadata": {"resourceVersion": "15"}})],
        Unreachable("away"),
        [event("MODIFIED", thing(16, ready=True))],
    )
    assert not follow(script, ref()).pending
    assert script.asked[1:4] == ["watch shop 9", "watch shop 15", "watch shop 15"]


def test_deleted_object_is_missed() -> None:
    script = Script(
        ([thing(1, ready=True), thing(2, "b")], "9"),
        [event("DELETED", thing(10, ready=True)), event("MODIFIED", thing(11, "b", ready=True))],
        ConfigError("the end of the script"),
    )
    board = follow(script, ref("a"), ref("b"))
    assert board.pending == {ref("a"): progressing("does not exist")}


class ByNamespace(Script):
    """Allows lists only in a namespace; in each there is a ready object."""

    def answer(self, question: str) -> Any:
        self.asked.append(question)
        verb, place, _ = question.split(" ", 2)
        if place == "*":
            raise refused(403)
        return ([thing(1, namespace=place, ready=True)], "9") if verb == "list" else []


def test_forbidden_everywhere_is_followed_by_namespace() -> None:
    assert not follow(ByNamespace(), ref("a"), ref("a", "bank")).pending


def test_forbidden_watch_is_polled() -> None:
    script = Script(
        ([thing(1)], "9"), refused(403), ([thing(10)], "10"), ([thing(11, ready=True)], "11")
    )
    assert not follow(script, ref()).pending
    assert script.asked[1:4] == ["watch shop 9", *["list shop metadata.name=a"] * 2]


def test_forbidden_list_is_polled_object_by_object() -> None:
    script = Script(
        refused(403), refused(403), thing(1), None, refused(403), thing(2, ready=True),
        thing(3, "b", ready=True),
    )  # fmt: skip
    assert not follow(script, ref("a"), ref("b")).pending
    assert script.asked[:4] == ["list shop all", "list shop all", "get shop a", "get shop b"]


def test_what_may_not_be_read_ends_the_waiting() -> None:
    board = follow(Script(refused(403), refused(403), refused(403)), ref())
    assert "no: 403" in str(board.error)


def test_kind_that_is_not_served_has_no_objects() -> None:
    script = Script(refused(404), ([thing(1, ready=True)], "9"))
    assert not follow(script, ref()).pending


def test_faults_of_a_thread_end_the_waiting() -> None:
    board = follow(Script(ConfigError("the token is expired")), ref())
    assert str(board.error) == "the token is expired"


def test_trouble_is_known_while_it_lasts() -> None:
    board = follow(Script(Unreachable("connection refused"), ConfigError("the end")), ref())
    assert board.trouble == "connection refused"
