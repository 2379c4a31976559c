"""The pods that proofs ask are those that the role makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import places
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Source

ROLE = Path(__file__).parents[9] / "roles/verify"
Object = dict[str, Any]


@pytest.fixture(scope="module")
def objects() -> dict[tuple[str, str, str], Object]:
    """The role's objects by kind, namespace and name."""
    source = (ROLE / "templates/probes.yml.j2").read_text()
    environment = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)  # noqa: S701
    environment.filters["to_json"] = json.dumps
    text = environment.from_string(source).render(
        lookup=lambda _, name: (ROLE / "files" / name).read_text(),
        verify_probe_image="registry.example.org/python:3.13",
        verify_service_namespaces=["blog"],
    )
    return {
        (entry["kind"], entry["metadata"].get("namespace", ""), entry["metadata"]["name"]): entry
        for entry in yaml.safe_load_all(text)
        if entry
    }


@pytest.mark.parametrize(
    "source",
    [
        places.MESHED_CALLER,
        places.MESHED_STRANGER,
        places.PLAIN_CALLER,
        places.GUARDED,
        places.inside("blog"),
    ],
    ids=str,
)
def test_source_is_a_pod_of_the_role(
    objects: dict[tuple[str, str, str], Object], source: Source
) -> None:
    name = source.pod.removesuffix("-0")
    found = objects["StatefulSet", source.namespace, name]
    [container] = found["spec"]["template"]["spec"]["containers"]
    labels = found["spec"]["template"]["metadata"]["labels"]
    assert container["name"] == source.container
    assert container["ports"][0]["containerPort"] == places.ECHO_PORT
    assert labels["sidecar.istio.io/inject"] == str(source.namespace == "verify-mesh").lower()


def test_meshed_pods_have_accounts_of_their_own(
    objects: dict[tuple[str, str, str], Object],
) -> None:
    accounts = {
        name: entry["spec"]["template"]["spec"]["serviceAccountName"]
        for (kind, namespace, name), entry in objects.items()
        if kind == "StatefulSet" and namespace == places.MESHED_NAMESPACE
    }
    assert accounts == {"echo": "echo", "caller": places.CALLER_ACCOUNT, "stranger": "stranger"}


def test_everything_carries_the_label_by_which_it_is_known(
    objects: dict[tuple[str, str, str], Object],
) -> None:
    for entry in objects.values():
        assert entry["metadata"]["labels"][places.OWN_LABEL] == places.OWN_VALUE
        if entry["kind"] == "StatefulSet":
            pod = entry["spec"]["template"]["metadata"]
            assert pod["labels"][places.OWN_LABEL] == places.OWN_VALUE


def test_policies_that_controls_take_away_are_there(
    objects: dict[tuple[str, str, str], Object],
) -> None:
    assert ("NetworkPolicy", "verify-plain", "deny-guarded") in objects
    assert ("AuthorizationPolicy", "verify-mesh", "only-caller") in objects


def test_namespace_that_shows_what_no_label_means_has_none(
    objects: dict[tuple[str, str, str], Object],
) -> None:
    labels = objects["Namespace", "", places.PLAIN_NAMESPACE]["metadata"]["labels"]
    assert not [name for name in labels if name.startswith("pod-security.")]
