# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.discovery import (
    Discovery,
    parse,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Resource

DOCUMENT = {
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
        {"metadata": {}, "versions": [{"version": "v1", "freshness": "Stale"}]},
    ],
}
CRD = {
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


def test_malformed_crd_brings_nothing() -> None:
    discovery = known()
    discovery.add_crd({"spec": {"group": "example.com"}})
    discovery.add_crd({})
    assert discovery.kinds == known().kinds


def test_unknown_kind_says_what_is_near() -> None:
    with pytest.raises(ManifestError, match="did you mean Deployment"):
        known().find("apps/v1", "Deploymnet")


def test_old_server_is_told() -> None:
    with pytest.raises(ManifestError, match=r"1\.30"):
        parse({"kind": "APIGroupList", "groups": []})
