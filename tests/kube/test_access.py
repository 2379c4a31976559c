# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Who may what, and what people are told when they may not."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from kube.certificate import write_certificate
from kube.conftest import apply_objects, connect
from kube.objects import config_map
from kube.server import NOBODY, KubeServer, free_port


def access() -> Any:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube import access as module

    return module


def test_expired_token_is_told_with_its_kubeconfig(server: KubeServer) -> None:
    kubeconfig = server.kubeconfig("token-that-expired", "expired")
    with pytest.raises(Exception, match=r"401.*expired") as raised:
        apply_objects(connect(kubeconfig), [config_map("default")])
    assert str(kubeconfig) in str(raised.value)
    assert "token-that-expired" not in str(raised.value)


def test_forbidden_verb_names_user_verb_resource_and_namespace(
    server: KubeServer, namespace: str
) -> None:
    nobody = connect(server.kubeconfig(NOBODY, "nobody"))
    with pytest.raises(Exception, match="forbidden") as raised:
        apply_objects(nobody, [config_map(namespace)])
    for word in ('"nobody"', 'resource "configmaps"', f'"{namespace}"', "cannot get"):
        assert word in str(raised.value)


def test_unknown_kind_says_what_is_near(client: Any, namespace: str) -> None:
    body = config_map(namespace) | {"kind": "ConfigMaps"}
    with pytest.raises(Exception, match="did you mean ConfigMap") as raised:
        apply_objects(client, [body])
    assert "definition[0]" in str(raised.value)
    with pytest.raises(Exception, match="it serves ConfigMap as v1"):
        apply_objects(client, [config_map(namespace) | {"apiVersion": "v2"}])
    with pytest.raises(Exception, match="install its CRD first"):
        apply_objects(client, [config_map(namespace) | {"kind": "Zzyzx"}])


def test_server_that_is_not_there_is_named(server: KubeServer, tmp_path: Path) -> None:
    document = yaml.safe_load(server.kubeconfig().read_text())
    cluster = document["clusters"][0]["cluster"]
    cluster["server"] = f"https://127.0.0.1:{free_port()}"
    cluster["certificate-authority"] = str(server.folder / "server.crt")
    path = tmp_path / "wrong"
    path.write_text(yaml.safe_dump(document))
    with pytest.raises(Exception, match="cannot reach the API server") as raised:
        apply_objects(connect(path, retry_timeout=0.2), [config_map("default")])
    assert cluster["server"] in str(raised.value)
    assert str(path) in str(raised.value)


def test_server_with_another_ca_is_not_trusted(server: KubeServer, tmp_path: Path) -> None:
    write_certificate(tmp_path)
    document = yaml.safe_load(server.kubeconfig().read_text())
    path = tmp_path / "stranger"  # beside it: the CA of another cluster
    path.write_text(yaml.safe_dump(document))
    started = time.monotonic()
    with pytest.raises(Exception, match="is not this server's"):
        apply_objects(connect(path, retry_timeout=30), [config_map("default")])
    assert time.monotonic() - started < 10  # no second try would help


def test_access_tells_version_user_and_denied_permissions(server: KubeServer) -> None:
    permission = access().Permission
    wanted = [
        permission("create", "namespaces"),
        permission("create", "selfsubjectreviews", "authentication.k8s.io"),
    ]
    nobody = connect(server.kubeconfig(NOBODY, "nobody"))
    assert access().who_am_i(nobody) == ("nobody", ["system:authenticated"])
    assert [str(entry) for entry in access().denied(nobody, wanted)] == ["create namespaces"]
    admin = connect(server.kubeconfig())
    assert access().denied(admin, wanted) == []
    assert access().wait_for_server(admin, 10).startswith("v1.")
