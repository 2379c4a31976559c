# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whom the client trusts."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kube.certificate import LOOPBACK, Authority
from kube.conftest import apply_objects, connect
from kube.kubeconfig import write_kubeconfig
from kube.objects import Object, config_map
from kube.proxy import FaultProxy
from kube.server import ADMIN, KubeServer

NAME = "api.example"
PLAIN = {"token": ADMIN}


@pytest.fixture(scope="module")
def authority() -> Authority:
    """The CA of the cluster; without key usage extension, as that of EKS was."""
    return Authority("cluster-ca")


@pytest.fixture(scope="module")
def front(
    server: KubeServer, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultProxy]:
    """The API with a certificate of that CA for its address."""
    pair = authority.issue(tmp_path_factory.mktemp("front"), "front", [LOOPBACK])
    with FaultProxy(server, certificate=pair) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def named(
    server: KubeServer, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FaultProxy]:
    """The API with a certificate for another name than its address."""
    pair = authority.issue(tmp_path_factory.mktemp("named"), "named", [NAME])
    with FaultProxy(server, certificate=pair) as proxy:
        yield proxy


def encoded(*texts: str) -> str:
    return base64.b64encode("".join(texts).encode()).decode()


def attempt(folder: Path, namespace: str, cluster: Object) -> Any:
    """Apply one object; returns its action."""
    kubeconfig = write_kubeconfig(folder / "config", cluster, PLAIN)
    client = connect(kubeconfig, retry_timeout=30.0)
    [outcome] = apply_objects(client, [config_map(namespace, key="value")])
    return outcome.action


def test_ca_without_key_usage(
    front: FaultProxy, authority: Authority, namespace: str, tmp_path: Path
) -> None:
    ca = {"certificate-authority-data": encoded(authority.pem)}
    assert attempt(tmp_path, namespace, {"server": front.url, **ca}) == "created"


def test_bundle_of_two_certificates(
    front: FaultProxy, authority: Authority, namespace: str, tmp_path: Path
) -> None:
    (tmp_path / "bundle.crt").write_text(Authority("the-one-before").pem + authority.pem)
    ca = {"certificate-authority": "bundle.crt"}
    assert attempt(tmp_path, namespace, {"server": front.url, **ca}) == "created"


def test_tls_server_name(
    named: FaultProxy, authority: Authority, namespace: str, tmp_path: Path
) -> None:
    ca = {"certificate-authority-data": encoded(authority.pem)}
    cluster = {"server": named.url, "tls-server-name": NAME, **ca}
    assert attempt(tmp_path, namespace, cluster) == "created"


def test_verification_can_be_skipped(named: FaultProxy, namespace: str, tmp_path: Path) -> None:
    cluster = {"server": named.url, "insecure-skip-tls-verify": True}
    assert attempt(tmp_path, namespace, cluster) == "created"


@pytest.mark.parametrize(
    "case", ["another CA", "no CA", "another name", "another tls-server-name", "expired"]
)
def test_server_that_is_not_trusted_gets_no_token(
    server: KubeServer,
    front: FaultProxy,
    named: FaultProxy,
    authority: Authority,
    tmp_path: Path,
    case: str,
) -> None:
    ca = {"certificate-authority-data": encoded(authority.pem)}
    stranger = {"certificate-authority-data": encoded(Authority("stranger").pem)}
    pair = authority.issue(tmp_path, "late", [LOOPBACK], expired=True)
    with FaultProxy(server, certificate=pair) as late:
        proxy, cluster = {
            "another CA": (front, stranger),
            "no CA": (front, {}),
            "another name": (named, ca),
            "another tls-server-name": (front, {**ca, "tls-server-name": "other.example"}),
            "expired": (late, ca),
        }[case]
        seen, started = len(proxy.requests), time.monotonic()
        with pytest.raises(Exception, match="certificate") as raised:
            attempt(tmp_path, "default", {"server": proxy.url, **cluster})
        assert len(proxy.requests) == seen
    assert str(tmp_path / "config") in str(raised.value)
    assert proxy.url in str(raised.value)
    assert time.monotonic() - started < 10  # no second try would help
