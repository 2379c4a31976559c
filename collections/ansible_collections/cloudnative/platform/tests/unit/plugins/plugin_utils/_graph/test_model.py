"""What a service graph may say, and the line of what it may not."""

from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.plugin_utils._graph.model import (
    GraphError,
    load,
)

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


def test_a_graph_is_read() -> None:
    graph = load(GOOD)
    web, api = graph.services.values()
    assert (web.labels, web.account, web.external) == ({"role": "web"}, "web-account", True)
    assert (api.labels, api.account, api.external) == ({"app": "api"}, "api", False)
    assert [(call.caller.name, call.callee.name, call.port) for call in graph.calls()] == [
        ("web", "api", 8080),
        ("web", "api", 9000),
    ]
    assert graph.namespaces() == {"back": [api]}


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("api: [http", "nobody: [http", r"line 8: .*unknown service; known are \['api', 'web'\]"),
        ("[http, admin]", "[grpc]", r"line 8: .*no port 'grpc'; it has \['admin', 'http'\]"),
        ("[http, admin]", "http", "line 8: .*list of names"),
        ("[http, admin]", "[]", "line 8: .*list of names"),
        ("8080", "80800", "line 11: services.api.ports.http: a port is a number"),
        ("8080", "true", "line 11: services.api.ports.http: a port is a number"),
        ("namespace: back", "{}", "not YAML"),
        ("    namespace: back\n", "", "line 9: services.api: namespace is missing"),
        ("namespace: back", "namespace: Back_1", "line 10: .*no name of Kubernetes"),
        ("external: true", "external: perhaps", "line 6: .*true or false"),
        ("account:", "acount:", "line 5: services.web.acount: unknown key"),
        ("labels: {role: web}", "labels: web", "line 4: .*must be a mapping"),
        ("  api:\n", "  API:\n", "line 9: .*no name of Kubernetes"),
        ("services:", "service:", "line 1: file: .*key services"),
    ],
)
def test_a_bad_graph_is_refused_with_its_line(before: str, after: str, message: str) -> None:
    assert before in GOOD
    with pytest.raises(GraphError, match=message):
        load(GOOD.replace(before, after, 1))
