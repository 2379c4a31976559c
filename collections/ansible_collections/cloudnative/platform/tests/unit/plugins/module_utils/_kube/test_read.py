# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads against a model of a server that counts requests and knows what the caller may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import lists
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.http import Response
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Object,
    Ref,
    Resource,
)

VERBS = frozenset({"get", "list"})
MAPS = Resource("", "v1", "ConfigMap", "configmaps", True, VERBS)
NODES = Resource("", "v1", "Node", "nodes", False, VERBS)


class Model:
    """ConfigMaps and Nodes behind the interface of ``Http``."""

    def __init__(self, *places: tuple[str, str]):
        self.places = sorted(places)
        self.forbidden: set[str] = set()
        self.refuse: dict[str, int] = {}
        self.asked: list[str] = []

    def room(self) -> int:
        return 4

    def call(self, method: str, path: str, *, query: Mapping[str, Any] | None = None) -> Response:
        token = (query or {}).get("continue")
        self.asked.append(path + (f"?{token}" if token else ""))
        if path in self.refuse:
            raise ApiError(method, path, self.refuse[path], {})
        parts = path.split("/")[3:]
        namespace = parts[1] if parts[0] == "namespaces" else ""
        rest = parts[2:] if namespace else parts
        found = [p for p in self.places if namespace in ("", p[0])]
        if len(rest) == 1:
            return self.page(found, int(token or 0), (query or {})["limit"])
        for place in found:
            if place[1] == rest[1]:
                return Response(200, {}, self.body(*place))
        raise ApiError(method, path, 404, {})

    def page(self, found: list[tuple[str, str]], start: int, limit: int) -> Response:
        rest = max(0, len(found) - start - limit)
        metadata: Object = {"resourceVersion": "7"}
        if rest:
            metadata |= {"continue": str(start + limit), "remainingItemCount": rest}
        items = [self.body(*place) for place in found[start : start + limit]]
        return Response(200, {}, {"metadata": metadata, "items": items})

    def body(self, namespace: str, name: str) -> Object:
        place = {"namespace": namespace} if namespace else {}
        return {"metadata": {"name": name, **place}}


def maps(*places: tuple[str, str]) -> list[tuple[Ref, Resource]]:
    return [(Ref("v1", "ConfigMap", *place), MAPS) for place in places]


def read(model: Model, wanted: list[tuple[Ref, Resource]]) -> set[tuple[str, str]]:
    return {(ref.namespace, ref.name) for ref in Client(model).read(wanted)}  # type: ignore[arg-type]


def grid(namespaces: int, names: int) -> list[tuple[str, str]]:
    return [(f"ns{a}", f"n{b}") for a in range(namespaces) for b in range(names)]


def test_several_namespaces_are_one_list() -> None:
    model = Model(*grid(3, 3))
    assert read(model, maps(*grid(3, 2), ("ns9", "gone"))) == set(grid(3, 2))
    assert model.asked == ["/api/v1/configmaps"]


def test_one_namespace_is_listed_alone() -> None:
    model = Model(*grid(3, 9))
    assert read(model, maps(*grid(1, 9))) == set(grid(1, 9))
    assert model.asked == ["/api/v1/namespaces/ns0/configmaps"]


def test_few_objects_are_asked_for_by_name() -> None:
    model = Model(*grid(2, 2))
    assert read(model, maps(("ns0", "n0"), ("ns1", "gone"))) == {("ns0", "n0")}
    assert sorted(model.asked) == [
        "/api/v1/namespaces/ns0/configmaps/n0",
        "/api/v1/namespaces/ns1/configmaps/gone",
    ]


def test_kinds_without_lists_are_asked_for_by_name() -> None:
    model = Model(*grid(1, 5))
    mute = Resource("", "v1", "ConfigMap", "configmaps", True, frozenset({"get"}))
    wanted = [(ref, mute) for ref, _ in maps(*grid(1, 5))]
    assert read(model, wanted) == set(grid(1, 5))
    assert len(model.asked) == 5


def test_who_may_not_list_all_namespaces_lists_them_one_by_one() -> None:
    model = Model(*grid(2, 5))
    model.refuse = {"/api/v1/configmaps": 403}
    assert read(model, maps(*grid(2, 5))) == set(grid(2, 5))
    assert sorted(model.asked[1:]) == [
        "/api/v1/namespaces/ns0/configmaps",
        "/api/v1/namespaces/ns1/configmaps",
    ]


def test_who_may_not_list_at_all_asks_for_each_object() -> None:
    model = Model(*grid(2, 5), ("", "node"))
    lists_of = ["namespaces/ns0/configmaps", "namespaces/ns1/configmaps", "configmaps"]
    model.refuse = {f"/api/v1/{path}": 403 for path in lists_of}
    assert read(model, maps(*grid(2, 5))) == set(grid(2, 5))
    assert len(model.asked) == 1 + 2 + 10


def test_cluster_wide_kinds() -> None:
    names = [("", f"node{number}") for number in range(5)]
    wanted = [(Ref("v1", "Node", *place), NODES) for place in names]
    model = Model(*names)
    assert read(model, wanted) == set(names)
    assert model.asked == ["/api/v1/nodes"]
    model.refuse = {"/api/v1/nodes": 403}
    assert read(model, wanted) == set(names)
    assert len(model.asked) == 1 + 1 + 5


def test_list_is_left_when_all_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PAGE", 10)
    model = Model(*grid(1, 9), *[("other", f"n{number}") for number in range(5)])
    assert read(model, maps(*grid(1, 8), ("other", "n0"))) == {*grid(1, 8), ("other", "n0")}
    assert model.asked == ["/api/v1/configmaps"]


def test_huge_list_is_left_for_the_places_that_are_wanted() -> None:
    foreign = [("foreign", f"n{number}") for number in range(5000)]
    model = Model(*foreign, *grid(2, 4))
    assert read(model, maps(*grid(2, 4))) == set(grid(2, 4))
    assert sorted(model.asked[1:]) == [
        "/api/v1/namespaces/ns0/configmaps",
        "/api/v1/namespaces/ns1/configmaps",
    ]


def test_long_lists_are_read_to_their_end() -> None:
    model = Model(*grid(2, 700))
    assert read(model, maps(*grid(2, 700))) == set(grid(2, 700))
    assert model.asked == [f"/api/v1/configmaps{page}" for page in ("", "?500", "?1000")]


def test_kind_that_is_not_served_has_no_objects() -> None:
    model = Model()
    model.refuse = {"/api/v1/configmaps": 404}
    assert read(model, maps(*grid(2, 3))) == set()


def test_other_refusals_are_raised() -> None:
    model = Model()
    model.refuse = {"/api/v1/configmaps": 500}
    with pytest.raises(ApiError, match="500"):
        read(model, maps(*grid(2, 3)))


def test_caller_says_what_is_kept_of_each_object_once() -> None:
    model = Model(*grid(2, 5))
    model.refuse = {"/api/v1/namespaces/ns0/configmaps": 403, "/api/v1/configmaps": 403}
    seen = []

    def keep(ref: Ref, body: Object) -> Object:
        seen.append((body["metadata"]["namespace"], body["metadata"]["name"]))
        return {"kept": ref.name}

    client = Client(model)  # type: ignore[arg-type]
    found = client.read(maps(*grid(2, 4)), keep)
    assert sorted(seen) == grid(2, 4)
    assert all(body == {"kept": ref.name} for ref, body in found.items())


def test_list_goes_on_where_the_server_has_forgotten_its_state() -> None:
    model = Model(*grid(1, 900))
    answer = model.call

    def forget(method: str, path: str, *, query: Mapping[str, Any] | None = None) -> Response:
        if (query or {}).get("continue") == "500":
            raise ApiError(method, path, 410, {"metadata": {"continue": "499"}})
        return answer(method, path, query=query)

    model.call = forget  # type: ignore[method-assign]
    client = Client(model)  # type: ignore[arg-type]
    bodies, version = client.list_with_version(MAPS, "ns0")
    assert {body["metadata"]["name"] for body in bodies} == {f"n{number}" for number in range(900)}
    assert version == "7"
    assert {body["kind"] for body in bodies} == {"ConfigMap"}
