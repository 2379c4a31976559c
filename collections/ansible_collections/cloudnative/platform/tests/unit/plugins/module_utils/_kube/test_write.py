# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Forcing listed fields, whatever others write in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Item,
    Object,
    Ref,
    Resource,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.options import Options
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.write import ROUNDS, write

REF = Ref("v1", "ConfigMap", "shop", "settings")
ITEM = Item(
    REF,
    Resource("", "v1", "ConfigMap", "configmaps", True),
    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}},
    "set.yml:1",
)


class Server:
    """One object that others own fields of; ``meanwhile`` runs before each request is answered."""

    def __init__(self, owned: list[str], meanwhile: Callable[[Server], None] = lambda _: None):
        self.owned = owned
        self.version = 1
        self.meanwhile = meanwhile
        self.writes: list[tuple[str | None, bool]] = []

    def live(self) -> Object:
        return {"metadata": {"name": "settings", "resourceVersion": str(self.version)}}

    def get(self, *_: Any) -> Object:
        return self.live()

    def apply(self, _: Resource, body: Object, *, force: bool, **options: Any) -> Any:
        self.meanwhile(self)
        version = body["metadata"].get("resourceVersion")
        self.writes.append((version, force))
        error = None
        if version not in (None, str(self.version)):
            error = ApiError("PATCH", "", 409, {"message": "the object has been modified"})
        elif self.owned and not force:
            causes = [{"reason": "FieldManagerConflict", "field": field} for field in self.owned]
            error = ApiError("PATCH", "", 409, {"details": {"causes": causes}})
        if error:
            assert version is None or not options["transient"](error)
            raise error
        self.owned = []
        return self.live(), False


def run(server: Server, before: Object | None, *fields: str, force: bool = False) -> None:
    options = Options(force=force, force_fields=fields)
    write(server, ITEM, before, options)  # type: ignore[arg-type]


def test_without_listed_fields_it_is_one_write() -> None:
    server = Server([])
    run(server, server.live())
    assert server.writes == [(None, False)]


def test_all_is_forced_where_that_is_asked() -> None:
    server = Server([".data.a"])
    run(server, server.live(), ".data.b", force=True)
    assert server.writes == [(None, True)]


def test_listed_fields_are_forced_at_the_version_of_their_conflicts() -> None:
    server = Server([".data.a"])
    run(server, server.live(), ".data.a", ".data.b")
    assert server.writes == [("1", False), ("1", True)]


def test_any_other_field_in_conflict_refuses_the_object() -> None:
    server = Server([".data.a", ".data.other"])
    with pytest.raises(ApiError):
        run(server, server.live(), ".data.a")
    assert server.writes == [("1", False)]


def test_object_made_meanwhile_is_read_before_it_is_forced() -> None:
    server = Server([".data.a"])
    run(server, None, ".data.a")
    assert server.writes == [(None, False), ("1", False), ("1", True)]


def test_field_that_somebody_takes_in_between_is_not_forced() -> None:
    def take(server: Server) -> None:
        if len(server.writes) == 1:
            server.owned.append(".data.other")
            server.version += 1

    server = Server([".data.a"], take)
    with pytest.raises(ApiError) as raised:
        run(server, server.live(), ".data.a")
    assert [cause["field"] for cause in raised.value.causes] == [".data.a", ".data.other"]
    assert server.writes == [("1", False), ("1", True), ("2", False)]


def test_object_that_never_rests_is_given_up() -> None:
    def move(server: Server) -> None:
        server.version += 1

    server = Server([".data.a"], move)
    with pytest.raises(ApiError, match="has been modified"):
        run(server, server.live(), ".data.a")
    assert len(server.writes) == ROUNDS
