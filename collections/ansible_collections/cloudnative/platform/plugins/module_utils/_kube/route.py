# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The way to an API server: its address, TLS, the proxy between, and who asks."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ssl import SSLContext
from urllib.parse import urlsplit

from .config import Connection, Credentials
from .errors import ConfigError
from .proxy import Proxy, named_by, proxy_at
from .tls import ssl_context

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Route:
    """How to reach a server.

    ``authority``: its name and port as HTTP writes them. ``prefix``: what stands in front of the
    path of each request. ``headers``: header lines of each request.
    """

    host: str
    port: int
    authority: str
    prefix: str
    headers: str = field(repr=False)
    tls: SSLContext | None
    server_name: str
    proxy: Proxy | None


def route_to(
    connection: Connection, credentials: Credentials, environment: Mapping[str, str] = os.environ
) -> Route:
    """The route of a connection. Raises ConfigError for what cannot be one."""
    source = connection.source
    scheme, host, port, prefix = _parts(connection.server, source)
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    url = connection.proxy or named_by(environment, scheme, host, port)
    proxy = proxy_at(url, source) if url else None
    headers = f"Host: {authority}\r\nUser-Agent: cloudnative.platform\r\n"
    headers += _authorization(credentials, source)
    tls = ssl_context(connection, credentials) if scheme == "https" else None
    if proxy and not tls:  # such a proxy forwards each request by itself
        prefix, headers = f"http://{authority}{prefix}", headers + proxy.header
    server_name = connection.server_name or host
    return Route(host, port, authority, prefix, headers, tls, server_name, proxy)


def _parts(server: str, source: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of the server's URL."""
    parts = urlsplit(server)
    try:
        port = parts.port or PORTS[parts.scheme]
    except (KeyError, ValueError):
        port = 0
    if not (port and parts.hostname):
        raise ConfigError(
            f"{source}: the server {server} is no address; name it as https://host[:port]"
        )
    return parts.scheme, parts.hostname, port, parts.path.rstrip("/")


def _authorization(credentials: Credentials, source: str) -> str:
    """The header line that proves who we are; empty where the client certificate does."""
    if credentials.token:
        value = f"Bearer {credentials.token}"
    elif credentials.basic:
        value = f"Basic {base64.b64encode(credentials.basic.encode()).decode()}"
    else:
        return ""
    if not value.isprintable():
        raise ConfigError(f"{source}: the token has characters that no token has")
    return f"Authorization: {value}\r\n"
