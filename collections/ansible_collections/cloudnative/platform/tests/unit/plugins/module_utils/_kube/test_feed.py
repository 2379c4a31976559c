# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which watches there are, and what is asked next."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    ApiError,
    Unreachable,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.feed import (
    POLL,
    Change,
    Feed,
    Scope,
    scopes,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Object,
    Ref,
    Resource,
)

THINGS = Resource("example.com", "v1", "Thing", "things", namespaced=True)
NODES = Resource("", "v1", "Node", "nodes", namespaced=False)


def ref(name: str = "a", namespace: str = "shop") -> Ref:
    return Ref("example.com/v1", "Thing", namespace, name)


def thing(version: int) -> Object:
    return {"kind": "Thing", "metadata": {"name": "a", "resourceVersion": str(version)}}


def event(kind: str, body: Object) -> Object:
    return {"type": kind, "object": body}


def refused(status: int) -> ApiError:
    return ApiError("GET", "/apis/example.com/v1/things", status, {"message": f"no: {status}"})


def test_one_scope_per_kind_in_a_namespace_if_all_are_in_the_same() -> None:
    node = Ref("v1", "Node", "", "n")
    wanted = [(ref("a"), THINGS), (node, NODES), (ref("b"), THINGS)]
    assert scopes(wanted) == [
        Scope(THINGS, "shop", (ref("a"), ref("b"))),
        Scope(NODES, "", (node,)),
    ]
    [everywhere] = scopes([(ref("a"), THINGS), (ref("a", "bank"), THINGS)])
    assert everywhere.namespace == ""


def test_scope_falls_apart_by_namespace() -> None:
    refs = ref("a"), ref("a", "bank"), ref("b")
    assert Scope(THINGS, "", refs).parts() == [
        Scope(THINGS, "shop", (ref("a"), ref("b"))),
        Scope(THINGS, "bank", (ref("a", "bank"),)),
    ]
    assert Scope(THINGS, "shop", (ref(),)).parts() == []
    assert Scope(NODES, "", (Ref("v1", "Node", "", "n"),)).parts() == []


def test_events_move_the_version_and_bookmarks_say_nothing_else() -> None:
    feed = Feed()
    feed.listed("5")
    assert feed.received(event("MODIFIED", thing(6))) == Change(thing(6), False)
    assert feed.received(event("DELETED", thing(7))) == Change(thing(7), True)
    bookmark = event("BOOKMARK", {"metadata": {"resourceVersion": "90"}})
    assert feed.received(bookmark) is None
    assert feed.version == "90"


def test_stream_that_ends_in_time_goes_on_from_its_version_without_a_pause() -> None:
    feed = Feed("5")
    feed.received(event("ADDED", thing(6)))
    feed.closed(30.0)
    assert (feed.version, feed.pause(0.0)) == ("6", 0.0)


def test_stream_without_a_sign_of_life_leads_to_a_list() -> None:
    feed = Feed("5")
    feed.closed(30.0)
    assert feed.version == ""


@pytest.mark.parametrize("status", [400, 404, 410, 500])
def test_version_that_is_no_use_leads_to_a_list(status: int) -> None:
    feed = Feed("5")
    feed.failed(refused(status))
    assert feed.version == ""


def test_error_event_is_an_error_of_its_code() -> None:
    with pytest.raises(ApiError, match="too old") as raised:
        Feed("5").received(event("ERROR", {"code": 410, "message": "too old"}))
    assert raised.value.status == 410


@pytest.mark.parametrize("error", [refused(429), refused(503), Unreachable("away")])
def test_busy_server_is_asked_again_for_the_same_version(error: Any) -> None:
    feed = Feed("5")
    feed.failed(error)
    assert feed.version == "5"
    assert 0 < feed.pause(0.0) < 1


def test_pauses_grow_to_a_second_and_end_with_the_first_event() -> None:
    feed = Feed("5")
    pauses = []
    for _ in range(2000):
        feed.failed(Unreachable("away"))
        pauses.append(feed.pause(0.5))
    assert pauses == sorted(pauses)
    assert pauses[-1] == 1.0
    feed.received(event("ADDED", thing(6)))
    assert feed.pause(0.5) == 0.0


def test_streams_that_always_end_at_once_lead_to_a_list() -> None:
    feed = Feed("5")
    for _ in range(3):
        assert feed.version == "5"
        feed.closed(0.01)
    assert feed.version == ""


def test_forbidden_watch_leads_to_polling() -> None:
    feed = Feed("5")
    feed.failed(refused(403))
    assert feed.polling
    assert feed.pause(0.0) == POLL
    # It could be read before: the server that forbids it now has perhaps just started.
    feed.failed(refused(403))
    feed.failed(refused(500))


def test_what_may_not_be_read_at_all_is_an_error() -> None:
    feed = Feed()
    feed.failed(refused(403))
    with pytest.raises(ApiError, match="no: 403"):
        feed.failed(refused(403))
