# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ConfigError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.proxy import (
    Proxy,
    is_excepted,
    named_by,
    proxy_at,
)


@pytest.mark.parametrize(
    ("host", "exceptions"),
    [
        ("localhost", ""),
        ("127.0.0.9", ""),
        ("::1", ""),
        ("api.example.com", "*"),
        ("api.example.com", "other.net, example.com"),
        ("api.example.com", ".example.com"),
        ("api.example.com", "*.example.com"),
        ("api.example.com", "API.example.com"),
        ("api.example.com", "example.com:6443"),
        ("10.1.2.3", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", "10.1.2.3:6443"),
        ("fd00::1", "fd00::/8"),
        ("fd00::1", "fd00:0::1"),
        ("fd00::1", "[fd00::1]:6443"),
    ],
)
def test_excepted_from_the_proxy(host: str, exceptions: str) -> None:
    assert is_excepted(host, 6443, exceptions)


@pytest.mark.parametrize(
    ("host", "exceptions"),
    [
        ("api.example.com", ""),
        ("api.example.com", "ample.com"),
        ("example.com", "api.example.com"),
        ("example.com", ".example.com"),
        ("api.example.com", "example.com:443"),
        ("10.1.2.3", "11.0.0.0/8,10.1.2.4,10.1.2.3:443,nonsense/8"),
        ("api.example.com", "10.0.0.0/8,,10.1.2.3"),
        ("fd00::1", "fd00::2,[fd00::1]:443"),
    ],
)
def test_not_excepted_from_the_proxy(host: str, exceptions: str) -> None:
    assert not is_excepted(host, 6443, exceptions)


def test_environment_names_a_proxy_per_scheme() -> None:
    environment = {"HTTPS_PROXY": "http://a", "http_proxy": "http://b", "no_proxy": "inside"}
    assert named_by(environment, "https", "api", 443) == "http://a"
    assert named_by(environment, "http", "api", 80) == "http://b"
    assert named_by(environment, "https", "inside", 443) == ""
    assert named_by({}, "https", "api", 443) == ""


def test_address_of_a_proxy() -> None:
    assert proxy_at("http://proxy.example:3128", "k") == Proxy("proxy.example", 3128)
    assert proxy_at("proxy.example:3128", "k") == Proxy("proxy.example", 3128)
    assert proxy_at("http://[fd00::1]", "k") == Proxy("fd00::1", 80)


def test_proxy_with_a_password() -> None:
    header = proxy_at("http://me:p%40ss@proxy:1", "k").header
    name, _, value = header.partition(": Basic ")
    assert (name, base64.b64decode(value)) == ("Proxy-Authorization", b"me:p@ss")
    assert header.endswith("\r\n")


@pytest.mark.parametrize("url", ["socks5://me:canary@proxy:1", "http://", "http://proxy:port"])
def test_other_proxies_are_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="k: the proxy") as raised:
        proxy_at(url, "k")
    assert "canary" not in str(raised.value)
