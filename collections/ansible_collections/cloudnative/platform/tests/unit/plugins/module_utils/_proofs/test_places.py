"""The pods that proofs ask are those that the role makes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.filter.graph_services import graph_services
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import calls, places
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Source

ROOT = Path(__file__).parents[9]
ROLE = ROOT / "roles/verify"
GRAPH = ROOT / "k8s/service-graph.yml"
Object = dict[str, Any]


@pytest.fixture(scope="module")
def objects() -> dict[tuple[str, str, str], Object]:
    """The role's objects by kind, namespace and name."""
    return rendered("probes.yml.j2")


@pytest.fixture(scope="module")
def callers() -> dict[tuple[str, str, str], Object]:
    """The pods that call as services."""
    return rendered("callers.yml.j2")


def rendered(template: str) -> dict[tuple[str, str, str], Object]:
    """Objects of a template by kind, namespace and name."""
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701 (it makes no HTML)
        undefined=jinja2.StrictUndefined,
        loader=jinja2.FileSystemLoader(ROLE / "templates"),
        trim_blocks=True,
    )
    environment.filters["to_json"] = json.dumps
    environment.filters["ansible.builtin.combine"] = lambda one, other: one | other
    environment.filters["cloudnative.platform.graph_services"] = graph_services
    text = environment.get_template(template).render(
        lookup=lambda _, name: (ROLE / "files" / name).read_text(),
        verify_probe_image="registry.example.org/python:3.13",
        verify_service_namespaces=["blog"],
        verify_service_graph=str(GRAPH),
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


def test_each_service_has_a_caller_in_the_mesh_and_one_outside_it(
    callers: dict[tuple[str, str, str], Object],
) -> None:
    services = load(GRAPH).services.values()
    assert len(callers) == 2 * len(services)
    for service in services:
        for source, injected in ((calls.meshed(service), "true"), (calls.plain(service), "false")):
            found = callers["StatefulSet", source.namespace, source.pod.removesuffix("-0")]
            pod = found["spec"]["template"]
            assert pod["metadata"]["labels"].items() >= service.labels.items()
            assert pod["metadata"]["labels"]["sidecar.istio.io/inject"] == injected
            assert pod["spec"]["serviceAccountName"] == service.account
            assert pod["spec"]["containers"][0]["name"] == source.container
            assert places.is_never_ready(pod)
            selector = found["spec"]["selector"]["matchLabels"]
            assert pod["metadata"]["labels"].items() >= selector.items()


def test_pods_of_proofs_become_ready_but_for_the_callers(
    objects: dict[tuple[str, str, str], Object],
) -> None:
    templates = [e["spec"]["template"] for e in objects.values() if e["kind"] == "StatefulSet"]
    assert templates
    assert not any(places.is_never_ready(pod) for pod in templates)
