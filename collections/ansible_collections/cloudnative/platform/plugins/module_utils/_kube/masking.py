# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Hides what looks like a secret in texts that programs wrote: logs, events, conditions."""

from __future__ import annotations

import re

HIDDEN = "hidden"
LONGEST = 300
LOCKED = r"passw(?:or)?d|api[_-]?key|access[_-]?key|private[_-]?key|credential"
KEY = rf"[\w.-]*(?:{LOCKED}|secret|token)[\w.-]*"
VALUE = r"(?:\"[^\"]*\"|'[^']*'|[^\s,;&}]+)"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        # A private key over several lines, whole or cut off at either end.
        (r"-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END[^\n]*)?", HIDDEN),
        (r"(?m)^[\w+/=]{60,}$", HIDDEN),
        # Users in addresses: postgres://user:password@host
        (r"(://[^\s:/@]*:)[^\s@]+(?=@)", rf"\g<1>{HIDDEN}"),
        (r"\b(Bearer|Basic) +[\w.~+/=-]{8,}", rf"\g<1> {HIDDEN}"),
        # JSON web tokens and AWS access keys, wherever they stand.
        (r"\beyJ[\w-]+\.[\w-]+\.[\w-]*", HIDDEN),
        (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", HIDDEN),
        # token=..., "token": ..., password: ...; but not: invalid token: unexpected end
        (rf"({KEY}[\"']?\s*=\s*){VALUE}", rf"\g<1>{HIDDEN}"),
        (rf"([\"']{KEY}[\"']\s*:\s*){VALUE}", rf"\g<1>{HIDDEN}"),
        (rf"([\w.-]*(?:{LOCKED})\s*:\s*){VALUE}", rf"\g<1>{HIDDEN}"),
    )
)
CONTROL = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")


def masked(text: str) -> str:
    """The text without what looks like a secret, and without colours and control characters."""
    text = CONTROL.sub("", text)
    for pattern, replacement in PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def masked_lines(text: str) -> list[str]:
    """The lines of a log fit to be shown; very long ones are cut."""
    lines = masked(text).splitlines()
    return [f"{line[:LONGEST]}..." if len(line) > LONGEST else line for line in lines]
