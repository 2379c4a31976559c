# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.config import (
    Connection,
    Credentials,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.discovery import (
    Discovery,
    discover,
    parse,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    ConfigError,
    ManifestError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.http import Response
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Resource

DOCUMENT: dict[str, Any] = {
    "kind": "APIGroupDiscoveryList",
    "items": [
        {
            "metadata": {"name": "apps"},
            "versions": [
                {
                    "version": "v1",
                    "resources": [
                        {
                            "resource": "deployments",
                            "responseKind": {"group": "", "version": "", "kind": "Deployment"},
                            "scope": "Namespaced",
                            "verbs": ["get", "patch"],
                        }
                    ],
                }
            ],
        },
        {
            "metadata": {"name": "metrics.k8s.io"},
            "versions": [{"version": "v1beta1", "freshness": "Stale"}],
        },
    ],
}
CRD: dict[str, Any] = {
    "spec": {
        "group": "example.com",
        "scope": "Cluster",
        "names": {"kind": "Gizmo", "plural": "gizmos"},
        "versions": [{"name": "v1", "served": True}, {"name": "v1beta1", "served": False}],
    }
}


def known() -> Discovery:
    return Discovery({(r.api_version, r.kind): r for r in parse(DOCUMENT)})


def test_kinds_of_a_server() -> None:
    deployment = known().find("apps/v1", "Deployment")
    assert deployment.path("blog", "web") == "/apis/apps/v1/namespaces/blog/deployments/web"
    assert deployment.path() == "/apis/apps/v1/deployments"
    assert deployment.verbs == {"get", "patch"}


def test_paths_of_the_core_group_and_of_cluster_wide_kinds() -> None:
    pod = Resource("", "v1", "Pod", "pods", True)
    assert pod.path("a", "b", "log") == "/api/v1/namespaces/a/pods/b/log"
    assert Resource("", "v1", "Node", "nodes", False).path("ignored", "n") == "/api/v1/nodes/n"


def test_kinds_that_a_set_brings() -> None:
    discovery = known()
    discovery.add_crd(CRD)
    assert (
        discovery.find("example.com/v1", "Gizmo").path("", "x") == "/apis/example.com/v1/gizmos/x"
    )
    with pytest.raises(ManifestError, match=r"serves Gizmo as example\.com/v1"):
        discovery.find("example.com/v1beta1", "Gizmo")


def test_kind_in_the_version_that_the_server_prefers() -> None:
    discovery = known()
    versions = [{"name": name, "served": True} for name in ("v2", "v1")]
    discovery.add_crd({"spec": {**CRD["spec"], "versions": versions}})
    found = discovery.of_kind("example.com", "Gizmo")
    assert found
    assert found.version == "v2"
    assert discovery.of_kind("other.com", "Gizmo") is None


def test_malformed_crd_brings_nothing() -> None:
    discovery = known()
    discovery.add_crd({"spec": {"group": "example.com"}})
    discovery.add_crd({})
    assert discovery.kinds == known().kinds


def test_unknown_kind_says_what_is_near() -> None:
    with pytest.raises(ManifestError, match="did you mean Deployment"):
        known().find("apps/v1", "Deploymnet")


class Server:
    """Answers each path with the same."""

    retry_timeout = 60.0
    connection = Connection("https://a", "kubeconfig", Credentials)

    def __init__(self, answer: Any):
        self.answer = answer
        self.asked: list[str] = []

    def call(self, method: str, path: str, **options: Any) -> Response:
        self.asked.append(path)
        return Response(200, {}, self.answer)


def test_discovery_takes_two_requests_and_tells_what_could_not_be_asked() -> None:
    server = Server(DOCUMENT)
    found = discover(server)  # type: ignore[arg-type]
    assert server.asked == ["/api", "/apis"]
    assert found.stale == {"metrics.k8s.io"}
    assert found.find("apps/v1", "Deployment").plural == "deployments"


def test_server_of_something_else_is_told() -> None:
    with pytest.raises(ConfigError, match=r"https://a \(from kubeconfig\) is no Kubernetes API"):
        discover(Server("<html>"))  # type: ignore[arg-type]


def test_old_server_is_told() -> None:
    with pytest.raises(ManifestError, match=r"1\.30"):
        parse({"kind": "APIGroupList", "groups": []})
