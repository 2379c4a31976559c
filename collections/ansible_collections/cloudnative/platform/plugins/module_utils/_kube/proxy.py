# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which proxy stands before a server, by the rules of Go's programs (x/net/http/httpproxy)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from .errors import ConfigError


@dataclass(frozen=True)
class Proxy:
    """An HTTP proxy. ``header``: the header line that opens it, empty if it wants none."""

    host: str
    port: int
    header: str = field(default="", repr=False)


def proxy_at(url: str, source: str) -> Proxy:
    """The proxy that a URL names; ``source`` is told in the ConfigError for one that is none."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        raise ConfigError(
            f"{source}: the proxy {parts.scheme}://{parts.netloc.rpartition('@')[2]} cannot be "
            "used; name it as http://[user:password@]host[:port]"
        )
    header = ""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        header = f"Proxy-Authorization: Basic {base64.b64encode(pair.encode()).decode()}\r\n"
    return Proxy(parts.hostname, port, header)


def named_by(environment: Mapping[str, str], scheme: str, host: str, port: int) -> str:
    """The URL of the proxy that HTTPS_PROXY or HTTP_PROXY name for a server, empty if none."""

    def value(name: str) -> str:
        return environment.get(name.upper()) or environment.get(name) or ""

    url = value(f"{scheme}_proxy")
    return "" if not url or is_excepted(host, port, value("no_proxy")) else url


def is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Whether NO_PROXY covers a server. This machine itself is never asked through a proxy."""
    if host == "localhost" or (_is_address(host) and ip_address(host).is_loopback):
        return True
    entries = [entry.strip().lower() for entry in exceptions.split(",")]
    return any(_covers(entry, host, port) for entry in entries if entry)


def _covers(entry: str, host: str, port: int) -> bool:
    """Whether ``*``, a network, or an address or domain with or without a port covers a host."""
    if entry == "*":
        return True
    if "/" in entry:
        try:
            return _is_address(host) and ip_address(host) in ip_network(entry, strict=False)
        except ValueError:
            return False
    if not _is_address(entry):
        name, colon, wanted = entry.rpartition(":")
        if colon:
            if wanted != str(port):
                return False
            entry = name.removeprefix("[").removesuffix("]")
    if _is_address(host) or _is_address(entry):
        return _is_address(host) and _is_address(entry) and ip_address(host) == ip_address(entry)
    domain = entry.removeprefix("*")
    return host.endswith(domain if domain.startswith(".") else f".{domain}") or host == domain


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
