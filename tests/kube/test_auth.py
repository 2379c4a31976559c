# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""All ways to prove who one is."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import apply_objects, connect
from kube.faults import NOTHING, Fault, Plan, Request
from kube.kubeconfig import write_kubeconfig
from kube.objects import Object, cluster_role_binding, config_map
from kube.proxy import FaultProxy
from kube.server import ADMIN, WORKER, KubeServer

MASTERS = "system:masters"


def works(kubeconfig: Path, namespace: str, count: int = 1) -> None:
    """Whether objects can be written with a kubeconfig."""
    objects = [config_map(namespace, f"n{number}", key="value") for number in range(count)]
    outcomes = apply_objects(connect(kubeconfig), objects)
    assert [outcome.action for outcome in outcomes] == ["created"] * count


@pytest.fixture
def cluster(server: KubeServer) -> Object:
    """How a kubeconfig names the server."""
    return {"server": server.url, "certificate-authority": str(server.folder / "server.crt")}


@pytest.fixture
def second_user(client: Any) -> str:
    """The token of another user who may do everything."""
    apply_objects(client, [cluster_role_binding("workers", "cluster-admin", "worker")])
    return WORKER


def test_client_certificate_from_files(
    server: KubeServer, cluster: Object, namespace: str, tmp_path: Path
) -> None:
    server.authority.issue(tmp_path, "alice", organization=MASTERS)
    # Paths are relative to the kubeconfig.
    user = {"client-certificate": "alice.crt", "client-key": "alice.key"}
    works(write_kubeconfig(tmp_path / "config", cluster, user), namespace)


def test_client_certificate_as_data(
    server: KubeServer, cluster: Object, namespace: str, tmp_path: Path
) -> None:
    files = server.authority.issue(tmp_path, "alice", organization=MASTERS)
    data = [base64.b64encode(path.read_bytes()).decode() for path in files]
    user = {"client-certificate-data": data[0], "client-key-data": data[1]}
    works(write_kubeconfig(tmp_path / "config", cluster, user), namespace)


def test_token_file_is_read_again_when_its_token_expires(
    server: KubeServer, namespace: str, tmp_path: Path, second_user: str
) -> None:
    token = tmp_path / "token"
    token.write_text(ADMIN)

    def rotate() -> None:
        token.write_text(f"{second_user}\n")

    with FaultProxy(server, expires(ADMIN, 30, rotate)) as proxy:
        works(through(proxy, tmp_path, {"tokenFile": "token"}), namespace, 100)
        assert tokens(proxy) == {ADMIN, second_user}


def test_exec_plugin_is_asked_again_when_its_token_expires(
    server: KubeServer, namespace: str, tmp_path: Path, second_user: str
) -> None:
    user = {"exec": plugin(tmp_path, [ADMIN, second_user])}
    with FaultProxy(server, expires(ADMIN, 30)) as proxy:
        works(through(proxy, tmp_path, user), namespace, 100)
        assert tokens(proxy) == {ADMIN, second_user}
        # Sixteen threads met the 401; the plugin may open a browser, so one of them asks.
        assert runs(tmp_path) == 2


def test_exec_plugin_that_gives_a_certificate(
    server: KubeServer, cluster: Object, namespace: str, tmp_path: Path
) -> None:
    certificate, key = server.authority.issue(tmp_path, "alice", organization=MASTERS)
    status = {
        "clientCertificateData": certificate.read_text(),
        "clientKeyData": key.read_text(),
    }
    user = {"exec": plugin(tmp_path, [status])}
    works(write_kubeconfig(tmp_path / "config", cluster, user), namespace)


def test_exec_plugin_whose_tokens_are_refused_ends_in_a_clear_error(
    server: KubeServer, cluster: Object, tmp_path: Path
) -> None:
    user = {"exec": plugin(tmp_path, ["token-that-expired"])}
    kubeconfig = write_kubeconfig(tmp_path / "config", cluster, user)
    with pytest.raises(Exception, match=r"401.*expired") as raised:
        apply_objects(connect(kubeconfig), [config_map("default")])
    assert str(kubeconfig) in str(raised.value)
    assert "token-that-expired" not in str(raised.value)
    assert runs(tmp_path) == 2


def test_expired_client_certificate_is_told(
    server: KubeServer, cluster: Object, tmp_path: Path
) -> None:
    server.authority.issue(tmp_path, "alice", organization=MASTERS, expired=True)
    user = {"client-certificate": "alice.crt", "client-key": "alice.key"}
    kubeconfig = write_kubeconfig(tmp_path / "config", cluster, user)
    with pytest.raises(Exception, match=r"expired") as raised:
        apply_objects(connect(kubeconfig), [config_map("default")])
    assert str(kubeconfig) in str(raised.value)


def test_pod_uses_its_service_account(
    server: KubeServer,
    client: Any,
    namespace: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube import config
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.client import Client

    token = service_account(client, namespace)
    (tmp_path / "ca.crt").write_bytes((server.folder / "server.crt").read_bytes())
    (tmp_path / "token").write_text(ADMIN)
    (tmp_path / "namespace").write_text(namespace)

    def rotate() -> None:
        (tmp_path / "token").write_text(token)

    with FaultProxy(server, expires(ADMIN, 30, rotate)) as proxy:
        monkeypatch.setattr(config, "SERVICE_ACCOUNT", tmp_path)
        monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1")
        monkeypatch.setenv("KUBERNETES_SERVICE_PORT", proxy.url.rpartition(":")[2])
        monkeypatch.delenv("KUBECONFIG", raising=False)
        inside = Client.connect()
        assert inside.http.connection.namespace == namespace
        objects = [config_map(namespace, f"n{number}", key="value") for number in range(100)]
        outcomes = apply_objects(inside, objects)
        assert {outcome.action for outcome in outcomes} == {"created"}
        assert tokens(proxy) == {ADMIN, token}


def service_account(client: Any, namespace: str) -> str:
    """Make a service account that may do everything; a token for it."""
    account = {"name": "deployer", "namespace": namespace}
    client.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": account})
    user = f"system:serviceaccount:{namespace}:deployer"
    client.create(cluster_role_binding(namespace, "cluster-admin", user))
    path = f"/api/v1/namespaces/{namespace}/serviceaccounts/deployer/token"
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
    token: str = client.http.call("POST", path, body=review).data["status"]["token"]
    return token


def through(proxy: FaultProxy, folder: Path, user: Object) -> Path:
    """A kubeconfig for the way through a proxy."""
    authority = str(proxy.server.folder / "server.crt")
    cluster = {"server": proxy.url, "certificate-authority": authority}
    return write_kubeconfig(folder / "config", cluster, user)


def expires(token: str, number: int, then: Callable[[], None] = lambda: None) -> Plan:
    """A plan by which a token is refused from a request on; ``then`` runs once, before that."""
    expired: list[int] = []

    def plan(request: Request) -> Fault:
        if request.number < number or request.headers["Authorization"] != f"Bearer {token}":
            return NOTHING
        if not expired:
            then()
        expired.append(request.number)
        return Fault(401)

    return plan


def tokens(proxy: FaultProxy) -> set[str]:
    """The tokens that came by."""
    return {request.headers["Authorization"].removeprefix("Bearer ") for request in proxy.requests}


PLUGIN = """\
import json, pathlib, sys
answers, log = json.loads(sys.argv[1]), pathlib.Path(sys.argv[2])
with log.open("a") as file:
    file.write("asked\\n")
asked = len(log.read_text().splitlines())
answer = answers[min(asked, len(answers)) - 1]
status = answer if isinstance(answer, dict) else {"token": answer}
api = "client.authentication.k8s.io/v1"
print(json.dumps({"apiVersion": api, "kind": "ExecCredential", "status": status}))
"""


def plugin(folder: Path, answers: list[Any]) -> Object:
    """A credential plugin that gives one answer after another: tokens or whole statuses."""
    (folder / "plugin.py").write_text(PLUGIN)
    arguments = [str(folder / "plugin.py"), json.dumps(answers), str(folder / "asked")]
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": sys.executable,
        "args": arguments,
        "interactiveMode": "Never",
    }


def runs(folder: Path) -> int:
    """How often the plugin was run."""
    return len((folder / "asked").read_text().splitlines())
