# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which Secrets are wanted, and where each of their values comes from. No value is in here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")


class SecretsError(Exception):
    """What was asked for cannot be made; the text names no value."""


class Value(NamedTuple):
    """One value of a Secret.

    ``key``: its name in the Secret; ``remote``: name or ARN in AWS Secrets Manager; ``property``:
    key of the JSON object in it, empty for the whole value.
    """

    key: str
    remote: str
    property: str = ""


@dataclass(frozen=True)
class Wanted:
    """A Kubernetes Secret.

    ``extract``: names or ARNs of which every key of the JSON object becomes a value; ``data`` says
    single values, which come before those of the same name.
    """

    namespace: str
    name: str
    type: str = "Opaque"
    data: tuple[Value, ...] = ()
    extract: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"Secret {self.namespace}/{self.name}"

    @property
    def remotes(self) -> frozenset[str]:
        """All that it is made of."""
        return frozenset(self.extract) | {value.remote for value in self.data}


def wanted_of(entries: Iterable[Mapping[str, Any]]) -> list[Wanted]:
    """The Secrets that a module's argument names. Raises SecretsError."""
    return [_wanted(entry) for entry in entries]


def remotes_of(secrets: Iterable[Wanted]) -> list[str]:
    """What must be read of AWS Secrets Manager, each once."""
    return sorted({remote for secret in secrets for remote in secret.remotes})


def _wanted(entry: Mapping[str, Any]) -> Wanted:
    data = [Value(v["key"], v["remote"], v.get("property") or "") for v in entry["data"] or []]
    wanted = Wanted(
        entry["namespace"], entry["name"], entry["type"], tuple(data), tuple(entry["extract"] or [])
    )
    keys = [value.key for value in data]
    for key in keys:
        if not KEY.fullmatch(key):
            raise SecretsError(f"{wanted}: {key!r} is no key: letters, digits, '-', '_' and '.'")
        if keys.count(key) > 1:
            raise SecretsError(f"{wanted}: the key {key} is given twice")
    return wanted
