"""What a service graph may say, and the line of each thing that it may not."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load, loads
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.problems import GraphError

GOOD = """\
services:
  web:
    namespace: front
    labels: {role: web}
    account: web-account
    external: true
    calls:
      api: [http, admin]
  api:
    namespace: back
    ports: {http: 8080, admin: 9000}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(GraphError) as caught:
        loads(text, "graph.yml")
    return str(caught.value).splitlines()


def test_a_graph_is_read() -> None:
    graph = loads(GOOD, "graph.yml")
    web, api = graph.services.values()
    assert (web.labels, web.account, web.external) == ({"role": "web"}, "web-account", True)
    assert (api.labels, api.account, api.external) == ({"app": "api"}, "api", False)
    assert [(call.caller.name, call.callee.name, call.port) for call in graph.calls()] == [
        ("web", "api", 8080),
        ("web", "api", 9000),
    ]
    assert graph.namespaces() == {"back": [api]}


BAD = [
    ("api: [http", "nobody: [http", "8: services.web.calls.nobody: unknown service; known are api"),
    ("[http, admin]", "[grpc]", "8: services.web.calls.api: api has no port grpc; its ports: adm"),
    ("[http, admin]", "http", "8: services.web.calls.api: must be a list of names of ports"),
    ("[http, admin]", "[]", "8: services.web.calls.api: must be a list of names of ports"),
    ("[http, admin]", "[http, 9000]", "8: services.web.calls.api: must be a list of names"),
    ("[http, admin]", "[http, http]", "8: services.web.calls.api: names a port twice"),
    ("[http, admin]", "{ports: [http], cycle: true}", "8: services.web.calls.api.cycle: unknown k"),
    ("[http, admin]", "{cyclic: true}", "8: services.web.calls.api: must be a list of names"),
    ("[http, admin]", "{ports: [http], cyclic: 1}", "8: services.web.calls.api.cyclic: must be t"),
    ("[http, admin]", "{ports: [http], cyclic: true}", "8: services.web.calls.api: cyclic, but it"),
    ("api: [http, admin]", "web: [http]", "8: services.web.calls.web: a service does not call its"),
    ("8080", "80800", "11: services.api.ports.http: 80800 is no port"),
    ("8080", "0", "11: services.api.ports.http: 0 is no port"),
    ("8080", "true", "11: services.api.ports.http: True is no port"),
    ("8080", "'8080'", "11: services.api.ports.http: '8080' is no port"),
    ("8080", "9000", "11: services.api.ports.admin: 9000 is a port of this service already"),
    ("namespace: back", "{}", "11: file: not YAML: "),
    ("    namespace: back\n", "", "9: services.api: namespace is missing"),
    ("namespace: back", "namespace: Back_1", "10: services.api.namespace: 'Back_1' is no name of"),
    ("namespace: back", "namespace: 5", "10: services.api.namespace: 5 is no name of"),
    ("namespace: back", "namespace: !!timestamp x", "10: services.api.namespace: 'x' is no plain"),
    ("namespace: back", "namespace: !!int x", "10: services.api.namespace: 'x' is no plain value"),
    ("8080", "80.5", "11: services.api.ports.http: '80.5' is no plain value"),
    ("external: true", "external: perhaps", "6: services.web.external: must be true or false"),
    ("account:", "acount:", "5: services.web.acount: unknown key; known are account, calls"),
    ("labels: {role: web}", "labels: web", "4: services.web.labels: must be a mapping"),
    ("labels: {role: web}", "labels: {}", "4: services.web.labels: without labels it would be ev"),
    ("{role: web}", "{role: 1}", "4: services.web.labels.role: 1 is no value of a label"),
    ("{role: web}", "{'a b': web}", "4: services.web.labels.a b: 'a b' is no key of a label"),
    ("  api:\n", "  API:\n", "9: services.API: 'API' is no name of Kubernetes"),
    ("  api:\n", "  web:\n", "9: services.web: given twice, first in line 2"),
    ("admin: 9000", "http: 9000", "11: services.api.ports.http: given twice, first in line 11"),
    ("services:", "service:", "1: file: the graph is one mapping with the key services"),
    ("services:", "services: &self\n  x: *self", "1: file: an alias refers to what it lies in"),
]


@pytest.mark.parametrize(("before", "after", "message"), BAD)
def test_a_bad_graph_is_refused_with_its_line(before: str, after: str, message: str) -> None:
    assert before in GOOD
    assert mistakes(GOOD.replace(before, after, 1))[0].startswith(f"graph.yml:{message}")


@pytest.mark.parametrize("text", ["", "services:", "- services", "just text"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert mistakes(text)[0].startswith("graph.yml:1: ")


def test_all_mistakes_are_named_at_once() -> None:
    text = GOOD.replace("8080", "0").replace("external: true", "external: 1")
    assert [line.split(":")[1] for line in mistakes(text)] == ["6", "11"]


@pytest.mark.parametrize(
    ("labels", "account", "message"),
    [
        ("{role: web}", "other", "its labels do not tell its pods from those of web in the same"),
        ("{role: web, size: big}", "other", "its labels do not tell its pods from those of web"),
        ("{role: other}", "web", "it shares the service account web with web: the mesh could not"),
    ],
)
def test_services_of_a_namespace_can_be_told_apart(labels: str, account: str, message: str) -> None:
    text = (
        "services:\n"
        "  web: {namespace: one, labels: {role: web}}\n"
        f"  other: {{namespace: one, labels: {labels}, account: {account}}}\n"
    )
    [line] = mistakes(text)
    assert line.startswith(f"graph.yml:3: services.other: {message}")
    # Elsewhere the same labels and the same name of an account are somebody else's.
    assert len(loads(text.replace("one, labels: {role: web}}", "two}"), "").services) == 2


CIRCLE = """\
services:
  a: {namespace: n, ports: {http: 80}, calls: {b: [http]}}
  b: {namespace: n, ports: {http: 80}, calls: {c: [http]}}
  c: {namespace: n, ports: {http: 80}, calls: {a: [http]}}
"""


def test_a_circle_is_named_once_with_its_way() -> None:
    assert mistakes(CIRCLE) == [
        "graph.yml:4: services.c.calls.a: circle of calls c → a → b → c; "
        "mark the edge that closes it: cyclic: true"
    ]


def test_a_circle_may_be_wanted() -> None:
    graph = loads(CIRCLE.replace("a: [http]", "a: {ports: [http], cyclic: true}"), "graph.yml")
    assert len(graph.calls()) == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"nowhere\.yml:1: file: cannot be read: .*No such file"):
        load(tmp_path / "nowhere.yml")
