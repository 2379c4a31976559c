# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the API server is and who we are: kubeconfig files or the pod's service account.

Reads kubeconfigs itself: importing the ``kubernetes`` package costs about a second per task.
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .errors import ConfigError
from .exec_plugin import run_plugin

# Many times faster than the one in Python, but not everywhere.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
Entry = dict[str, Any]


@dataclass(frozen=True)
class Credentials:
    """What proves who we are; PEM texts for the client certificate."""

    token: str = field(default="", repr=False)
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    basic: str = field(default="", repr=False)


@dataclass(frozen=True)
class Connection:
    """All that a client needs to reach one API server."""

    server: str
    source: str
    credentials: Callable[[], Credentials]
    ca: str = ""
    insecure: bool = False
    server_name: str = ""
    proxy: str = ""
    namespace: str = "default"
    renewable: bool = False


def load(kubeconfig: str | None = None, context: str | None = None) -> Connection:
    """Find the connection as kubectl does.

    ``kubeconfig``: path; None means `$KUBECONFIG`, then the pod's service account, then
    `~/.kube/config`. ``context``: None means the file's current one. Raises ConfigError.
    """
    if kubeconfig:
        paths = [Path(kubeconfig).expanduser()]
    elif os.environ.get("KUBECONFIG"):
        paths = [Path(p).expanduser() for p in os.environ["KUBECONFIG"].split(os.pathsep) if p]
    elif (SERVICE_ACCOUNT / "token").exists() and os.environ.get("KUBERNETES_SERVICE_HOST"):
        return in_cluster(SERVICE_ACCOUNT, os.environ)
    else:
        paths = [Path("~/.kube/config").expanduser()]
    return from_entries(merge(paths), context, ":".join(map(str, paths)))


def in_cluster(folder: Path, environment: Mapping[str, str]) -> Connection:
    """The connection of a program that runs in a pod."""
    host, port = environment["KUBERNETES_SERVICE_HOST"], environment["KUBERNETES_SERVICE_PORT"]
    host = f"[{host}]" if ":" in host else host
    return Connection(
        server=f"https://{host}:{port}",
        source="the pod's service account",
        # The kubelet rotates the token, so it is read anew each time.
        credentials=lambda: Credentials(token=_read(folder / "token").strip()),
        ca=_read(folder / "ca.crt"),
        namespace=_read(folder / "namespace").strip(),
        renewable=True,
    )


def merge(paths: list[Path]) -> dict[str, dict[str, Entry] | str]:
    """Read kubeconfigs into one; as with kubectl, the first file that names an entry wins."""
    merged: dict[str, Any] = {"clusters": {}, "users": {}, "contexts": {}, "current-context": ""}
    found = [path for path in paths if path.is_file()]
    if not found:
        names = ", ".join(map(str, paths))
        raise ConfigError(f"kubeconfig {names} does not exist; has the cluster been set up?")
    for path in found:
        try:
            document = yaml.load(_read(path), Loader) or {}  # noqa: S506 (a safe loader)
        except yaml.YAMLError as error:
            raise ConfigError(f"kubeconfig {path} is not valid YAML: {error}") from error
        if not isinstance(document, dict):
            raise ConfigError(f"kubeconfig {path} is not a kubeconfig: it holds no mapping")
        for section in ("clusters", "users", "contexts"):
            for name, entry in _named(document, section, path):
                merged[section].setdefault(name, entry)
        merged["current-context"] = merged["current-context"] or document.get("current-context")
    return merged


def _named(document: Entry, section: str, path: Path) -> Iterator[tuple[Any, Entry]]:
    """The entries of a section, such as ``clusters: [{name: a, cluster: {...}}]``."""
    try:
        for entry in document.get(section) or []:
            # Paths in a kubeconfig are relative to the file.
            yield entry["name"], {**(entry.get(section[:-1]) or {}), "_folder": path.parent}
    except (AttributeError, KeyError, TypeError) as error:
        raise ConfigError(
            f"kubeconfig {path} is not a kubeconfig: its '{section}' are no list of named entries"
        ) from error


def from_entries(entries: Mapping[str, Any], context: str | None, source: str) -> Connection:
    """Choose a context of merged kubeconfigs and follow it to cluster and user."""
    name = context or entries["current-context"]
    if not name:
        raise ConfigError(f"kubeconfig {source} has no current-context; name one by 'context'")
    chosen = _entry(entries, "contexts", name, source)
    cluster = _entry(entries, "clusters", chosen.get("cluster"), source)
    user = _entry(entries, "users", chosen["user"], source) if chosen.get("user") else {}
    server = str(cluster.get("server") or "").rstrip("/")
    if not server:
        raise ConfigError(f"kubeconfig {source}: cluster {chosen.get('cluster')} has no server")
    return Connection(
        server=server,
        source=source,
        credentials=lambda: credentials_of(user, cluster, source),
        ca=_data_or_file(cluster, "certificate-authority", source),
        insecure=bool(cluster.get("insecure-skip-tls-verify")),
        server_name=str(cluster.get("tls-server-name") or ""),
        proxy=str(cluster.get("proxy-url") or ""),
        namespace=str(chosen.get("namespace") or "default"),
        renewable=bool(user.get("exec") or user.get("tokenFile")),
    )


def credentials_of(user: Entry, cluster: Entry, source: str) -> Credentials:
    """The credentials of a kubeconfig's user; runs its exec plugin if it has one."""
    if user.get("auth-provider"):
        raise ConfigError(
            f"kubeconfig {source}: 'auth-provider' was removed from Kubernetes; use an exec plugin"
        )
    token, basic = str(user.get("token") or ""), ""
    certificate = _data_or_file(user, "client-certificate", source)
    key = _data_or_file(user, "client-key", source)
    if user.get("exec"):
        answer = run_plugin(user["exec"], cluster, user["_folder"])
        token = answer.get("token") or token
        certificate = answer.get("clientCertificateData") or certificate
        key = answer.get("clientKeyData") or key
    elif user.get("tokenFile"):  # as it is renewed, it goes before a token
        token = _read(_path(user, user["tokenFile"])).strip()
    if user.get("username"):
        basic = f"{user['username']}:{user.get('password') or ''}"
    return Credentials(token=token, certificate=certificate, key=key, basic=basic)


def _entry(entries: Mapping[str, Any], section: str, name: Any, source: str) -> Entry:
    if name not in entries[section]:
        known = ", ".join(sorted(map(str, entries[section]))) or "none"
        raise ConfigError(f"kubeconfig {source} has no {section[:-1]} '{name}'; it has: {known}")
    entry: Entry = entries[section][name]
    return entry


def _data_or_file(entry: Entry, name: str, source: str) -> str:
    """PEM text from ``<name>-data`` (base64) or from the file named by ``<name>``."""
    data = entry.get(f"{name}-data")
    if data:
        try:
            return base64.b64decode(data, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, TypeError) as error:
            raise ConfigError(f"kubeconfig {source}: {name}-data is not base64 of PEM") from error
    return _read(_path(entry, entry[name])) if entry.get(name) else ""


def _path(entry: Entry, name: str) -> Path:
    return Path(entry["_folder"]) / Path(name).expanduser()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not text") from error
