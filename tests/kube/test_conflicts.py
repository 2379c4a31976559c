# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Two managers that want the same field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kube.objects import config_map

Apply = Callable[..., list[Any]]


def test_conflict_names_object_field_and_manager(apply: Apply, namespace: str) -> None:
    apply([config_map(namespace, key="theirs")], manager="their-controller")
    with pytest.raises(Exception, match="refused") as raised:
        apply([config_map(namespace, key="ours")])
    text = str(raised.value)
    assert f"ConfigMap {namespace}/settings" in text
    assert ".data.key" in text
    assert '"their-controller"' in text
    assert "force_conflicts" in text


def test_conflict_is_told_at_once(apply: Apply, client: Any, namespace: str) -> None:
    apply([config_map(namespace, key="theirs")], manager="their-controller")
    before = client.http.requests
    with pytest.raises(Exception, match="their-controller"):
        apply([config_map(namespace, key="ours")])
    assert client.http.requests - before == 2  # one read, one write, no second try


def test_forced_apply_takes_the_field(apply: Apply, client: Any, namespace: str) -> None:
    apply([config_map(namespace, key="theirs")], manager="their-controller")
    [outcome] = apply([config_map(namespace, key="ours")], force=True)
    assert outcome.action == "configured"
    live = client.get(client.find("v1", "ConfigMap"), namespace, "settings")
    assert live["data"] == {"key": "ours"}


def test_taking_part_in_a_field_is_a_change_once(apply: Apply, namespace: str) -> None:
    """The same value from a second manager writes: from then on we own it too."""
    apply([config_map(namespace, key="same")], manager="their-controller")
    assert [o.action for o in apply([config_map(namespace, key="same")])] == ["configured"]
    assert [o.action for o in apply([config_map(namespace, key="same")])] == ["unchanged"]
