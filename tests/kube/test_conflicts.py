# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Two managers that want the same field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from kube.objects import config_map, secret, workload

Apply = Callable[..., list[Any]]


def test_conflict_names_object_field_and_manager(apply: Apply, namespace: str) -> None:
    apply([config_map(namespace, key="theirs")], manager="their-controller")
    with pytest.raises(Exception, match="refused") as raised:
        apply([config_map(namespace, key="ours")])
    text = str(raised.value)
    assert f"ConfigMap {namespace}/settings" in text
    assert ".data.key" in text
    assert '"their-controller"' in text
    assert "leave these fields out of the set" in text.lower()
    assert "force_fields: ['.data.key']" in text
    assert "force_conflicts: true" in text


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


def test_listed_fields_are_taken_and_no_other(apply: Apply, client: Any, namespace: str) -> None:
    apply([config_map(namespace, one="theirs", two="theirs")], manager="their-controller")
    ours = config_map(namespace, one="ours", two="ours")
    for fields in ([], [".data.one"], [".data.one", ".data.twofold"]):
        with pytest.raises(Exception, match=r"\.data\.two: conflict with"):
            apply([ours], force_fields=fields)
        assert apply([ours], manager="spectator", check=True, force=True)[0].action == "configured"
        live = client.get(client.find("v1", "ConfigMap"), namespace, "settings")
        assert live["data"] == {"one": "theirs", "two": "theirs"}
    [outcome] = apply([ours], force_fields=[".data.one", "data.two"])
    assert outcome.action == "configured"
    live = client.get(client.find("v1", "ConfigMap"), namespace, "settings")
    assert live["data"] == {"one": "ours", "two": "ours"}


def test_field_of_a_list_is_copied_from_the_message(apply: Apply, namespace: str) -> None:
    theirs = workload("Deployment", namespace)
    apply([theirs], manager="their-controller")
    ours = workload("Deployment", namespace)
    ours["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/web:2"
    with pytest.raises(Exception, match="force_fields") as raised:
        apply([ours])
    [path] = yaml.safe_load(str(raised.value).partition("force_fields: ")[2].partition(", or")[0])
    assert path == '.spec.template.spec.containers[name="web"].image'
    [outcome] = apply([ours], force_fields=[path])
    assert outcome.action == "configured"


def test_conflicts_of_any_entry_of_a_list(apply: Apply, namespace: str) -> None:
    apply([workload("Deployment", namespace)], manager="their-controller")
    ours = workload("Deployment", namespace)
    ours["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/web:2"
    any_image = ".spec.template.spec.containers[*].image"
    assert [o.action for o in apply([ours], force_fields=[any_image])] == ["configured"]


def test_plain_values_of_a_secret_conflict_with_encoded_ones(apply: Apply, namespace: str) -> None:
    theirs = secret(namespace)
    theirs["data"] = {"password": "dGhlaXJz"}
    del theirs["stringData"]
    apply([theirs], manager="their-controller")
    with pytest.raises(Exception, match=r"\.data\.password: conflict") as raised:
        apply([secret(namespace, password="our-canary")])
    assert "canary" not in str(raised.value)


def test_field_that_is_taken_meanwhile_is_not_forced(
    apply: Apply, client: Any, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the refusal and the forced write another manager takes a field that is not listed."""
    apply([config_map(namespace, one="theirs", two="ours")], manager="their-controller")
    send, meddled = client.apply, []

    def meddle_before_force(resource: Any, body: Any, **options: Any) -> Any:
        if options["force"] and not meddled:
            meddled.append(True)
            theirs = config_map(namespace, two="taken")
            send(resource, theirs, force=True, manager="another-controller")
        return send(resource, body, **options)

    monkeypatch.setattr(client, "apply", meddle_before_force)
    with pytest.raises(Exception, match=r'\.data\.two: conflict with "another-controller"'):
        apply([config_map(namespace, one="ours", two="ours")], force_fields=[".data.one"])
    assert meddled
    live = client.get(client.find("v1", "ConfigMap"), namespace, "settings")
    assert live["data"] == {"one": "theirs", "two": "taken"}
