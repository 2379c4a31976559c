# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Clusters that are reached through a company's HTTP proxy, which alone knows their names."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kube.certificate import Authority
from kube.conftest import apply_objects, connect
from kube.kubeconfig import write_kubeconfig
from kube.objects import Object, config_map
from kube.proxy import FaultProxy
from kube.server import ADMIN, KubeServer
from kube.tunnel import Tunnel

HOST = "api.cluster.example"


@pytest.fixture(scope="module")
def cluster(
    server: KubeServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """How a kubeconfig names the API under a name that no resolver here knows."""
    authority = Authority()
    pair = authority.issue(tmp_path_factory.mktemp("far"), "far", [HOST])
    ca = base64.b64encode(authority.pem.encode()).decode()
    with FaultProxy(server, certificate=pair) as far:
        port = far.url.rpartition(":")[2]
        yield {"server": f"https://{HOST}:{port}", "certificate-authority-data": ca}


@pytest.fixture(autouse=True)
def no_proxies_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def attempt(folder: Path, namespace: str, cluster: Object) -> Any:
    """Apply a few objects; returns the first one's action."""
    kubeconfig = write_kubeconfig(folder / "config", cluster, {"token": ADMIN})
    client = connect(kubeconfig, retry_timeout=0.3)
    objects = [config_map(namespace, f"n{number}", key="value") for number in range(8)]
    return apply_objects(client, objects)[0].action


def target(cluster: Object) -> str:
    """Host and port."""
    return str(cluster["server"]).removeprefix("https://")


def test_proxy_of_the_kubeconfig(cluster: Object, namespace: str, tmp_path: Path) -> None:
    with Tunnel() as tunnel:
        proxied = {**cluster, "proxy-url": f"http://{tunnel.address}"}
        assert attempt(tmp_path, namespace, proxied) == "created"
    assert set(tunnel.opened) == {target(cluster)}


def test_proxy_that_wants_a_password(cluster: Object, namespace: str, tmp_path: Path) -> None:
    wants = "Basic " + base64.b64encode(b"me:p@ss").decode()
    with Tunnel(wants) as tunnel:
        with pytest.raises(Exception, match="407") as raised:
            attempt(tmp_path, namespace, {**cluster, "proxy-url": f"http://{tunnel.address}"})
        assert tunnel.address in str(raised.value)
        with pytest.raises(Exception, match="407") as raised:
            attempt(
                tmp_path, namespace, {**cluster, "proxy-url": f"http://me:wrong@{tunnel.address}"}
            )
        assert "wrong" not in str(raised.value)
        proxied = {**cluster, "proxy-url": f"http://me:p%40ss@{tunnel.address}"}
        assert attempt(tmp_path, namespace, proxied) == "created"


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
def test_proxy_of_the_environment(
    cluster: Object, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    with Tunnel() as tunnel:
        monkeypatch.setenv(variable, f"http://{tunnel.address}")
        assert attempt(tmp_path, namespace, cluster) == "created"
    assert set(tunnel.opened) == {target(cluster)}


@pytest.mark.parametrize("exception", [HOST, ".cluster.example", "other.example,cluster.example"])
def test_exceptions_of_the_environment(
    cluster: Object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exception: str
) -> None:
    with Tunnel() as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{tunnel.address}")
        monkeypatch.setenv("NO_PROXY", exception)
        # Only the proxy knows the name.
        with pytest.raises(Exception, match="cannot reach the API server") as raised:
            attempt(tmp_path, "default", cluster)
    assert tunnel.opened == []
    assert HOST in str(raised.value)


def test_loopback_is_never_asked_through_the_environments_proxy(
    server: KubeServer, namespace: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Tunnel() as tunnel:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{tunnel.address}")
        here = {"server": server.url, "certificate-authority": str(server.folder / "server.crt")}
        assert attempt(tmp_path, namespace, here) == "created"
    assert tunnel.opened == []


def test_proxy_that_is_away_is_named(cluster: Object, tmp_path: Path) -> None:
    with Tunnel() as tunnel:
        address = tunnel.address
    with pytest.raises(Exception, match="cannot reach") as raised:
        attempt(tmp_path, "default", {**cluster, "proxy-url": f"http://{address}"})
    assert address in str(raised.value)
