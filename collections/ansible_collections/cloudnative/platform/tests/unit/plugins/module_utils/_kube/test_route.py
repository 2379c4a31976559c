# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import ssl
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.config import (
    Connection,
    Credentials,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ConfigError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.route import (
    Route,
    route_to,
)

PROXY = {"HTTPS_PROXY": "http://proxy:1", "HTTP_PROXY": "http://me@proxy:2"}


def route(
    server: str,
    credentials: Credentials | None = None,
    environment: dict[str, str] | None = None,
    **options: Any,
) -> Route:
    mine = credentials or Credentials()
    connection = Connection(server, "kubeconfig", lambda: mine, **options)
    return route_to(connection, mine, environment or {})


def test_server_with_a_path() -> None:
    found = route("https://rancher.example/k8s/clusters/c-1/", Credentials(token="t"))
    assert (found.host, found.port, found.prefix) == (
        "rancher.example",
        443,
        "/k8s/clusters/c-1",
    )
    assert "Host: rancher.example:443\r\n" in found.headers
    assert "Authorization: Bearer t\r\n" in found.headers
    assert (found.server_name, found.proxy) == ("rancher.example", None)


def test_address_of_ipv6() -> None:
    found = route("http://[fd00::1]:8001")
    assert (found.host, found.authority, found.tls) == ("fd00::1", "[fd00::1]:8001", None)


def test_name_in_the_certificate_may_be_another() -> None:
    found = route("https://10.0.0.1:6443", server_name="api.example")
    assert (found.host, found.server_name) == ("10.0.0.1", "api.example")
    assert found.tls
    assert (found.tls.check_hostname, found.tls.verify_mode) == (True, ssl.CERT_REQUIRED)


def test_insecure_checks_nothing() -> None:
    found = route("https://10.0.0.1", insecure=True)
    assert found.tls
    assert (found.tls.check_hostname, found.tls.verify_mode) == (False, ssl.CERT_NONE)


def test_proxy_is_tunnelled_for_tls_and_asked_itself_without() -> None:
    tunnelled = route("https://api.example:6443/base", environment=PROXY)
    assert tunnelled.proxy
    assert (tunnelled.proxy.port, tunnelled.prefix) == (1, "/base")
    plain = route("http://api.example:8080/base", environment=PROXY)
    assert plain.proxy
    assert (plain.proxy.port, plain.prefix) == (2, "http://api.example:8080/base")
    assert "Proxy-Authorization: Basic " in plain.headers
    assert "Proxy-Authorization" not in tunnelled.headers


def test_proxy_of_the_kubeconfig_goes_before_that_of_the_environment() -> None:
    found = route("https://127.0.0.1:6443", environment=PROXY, proxy="http://mine:3")
    assert found.proxy
    assert found.proxy.host == "mine"


def test_password_is_sent_where_there_is_no_token() -> None:
    assert (
        "Authorization: Basic bWU6cHc=\r\n" in route("http://a", Credentials(basic="me:pw")).headers
    )


@pytest.mark.parametrize("server", ["api.example:6443", "https://", "ftp://a", "https://a:port"])
def test_address_that_is_none(server: str) -> None:
    with pytest.raises(ConfigError, match=r"kubeconfig: the server .* is no address"):
        route(server)


def test_token_that_would_break_the_request() -> None:
    with pytest.raises(ConfigError, match="characters that no token has") as raised:
        route("http://a", Credentials(token="canary\r\nX: y"))
    assert "canary" not in str(raised.value)
