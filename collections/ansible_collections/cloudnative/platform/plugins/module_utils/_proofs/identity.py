# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads who called from the header X-Forwarded-Client-Cert."""

from __future__ import annotations

import re
from dataclasses import dataclass

# key=value, the value bare or in double quotes with backslash escapes.
_PAIR = re.compile(r'([A-Za-z]+)=("(?:[^"\\]|\\.)*"|[^;,]*)')
_SPIFFE = re.compile(r"spiffe://(?P<domain>[^/]+)/ns/(?P<namespace>[^/]+)/sa/(?P<account>[^/]+)")


@dataclass(frozen=True)
class Identity:
    """A workload's SPIFFE ID as Istio writes it."""

    domain: str
    namespace: str
    account: str

    def __str__(self) -> str:
        return f"spiffe://{self.domain}/ns/{self.namespace}/sa/{self.account}"


def parse_spiffe(uri: str) -> Identity | None:
    """The identity in a SPIFFE URI, or nothing where it is no workload's."""
    match = _SPIFFE.fullmatch(uri)
    return Identity(match["domain"], match["namespace"], match["account"]) if match else None


def parse_client_cert(header: str) -> list[dict[str, str]]:
    """Split the header into its elements, first hop first; keys in lower case."""
    elements: list[dict[str, str]] = [{}]
    position = 0
    while match := _PAIR.match(header, position):
        value = match[2]
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        elements[-1][match[1].lower()] = value
        separator = header[match.end() : match.end() + 1]
        if separator == ",":
            elements.append({})
        position = match.end() + 1
    return [element for element in elements if element]


def caller(header: str) -> Identity | None:
    """Who called: the last element, which the receiving proxy itself has written.

    Earlier elements came with the request and may be anything.
    """
    elements = parse_client_cert(header)
    return parse_spiffe(elements[-1].get("uri", "")) if elements else None
