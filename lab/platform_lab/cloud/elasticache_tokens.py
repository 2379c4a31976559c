"""AUTH tokens of replication groups: one, and two while it is being changed."""

from __future__ import annotations

import re
import secrets
from typing import Any

from moto.elasticache.exceptions import (
    InvalidParameterCombinationException,
    InvalidParameterValueException,
)

_TOKEN = re.compile(r"[!-~]{16,128}")
ROTATE, SET = "ROTATE", "SET"


def check(token: str) -> None:
    """Refuse a token that ElastiCache refuses.

    Raises:
        InvalidParameterValueException: it is too short, too long or holds forbidden characters.
    """
    if not _TOKEN.fullmatch(token) or set(token) & set('"/@\\'):
        raise InvalidParameterValueException(
            'Invalid AuthToken provided: 16 to 128 printable characters besides ", /, @ and \\'
        )


def changed(tokens: tuple[str, ...], token: str, strategy: str | None) -> tuple[str, ...]:
    """The tokens that open a cache after a change.

    Args:
        tokens: those before, the newest last.
        token: the given one.
        strategy: ``ROTATE`` lets the newest one before go on, ``SET`` ends it; AWS takes none
            for ``ROTATE``.

    Raises:
        InvalidParameterCombinationException: SET of a token that ROTATE has not brought, or
            a strategy that the lab does not know.
    """
    strategy = strategy or ROTATE
    if strategy == ROTATE:
        kept = [old for old in tokens if old != token][-1:]
        return (*kept, token)
    if strategy == SET:
        if tokens and token not in tokens:
            raise InvalidParameterCombinationException(
                "The AUTH token can be SET only after it was brought by ROTATE"
            )
        return (token,)
    raise InvalidParameterCombinationException(
        f"The lab's ElastiCache does not know the AUTH token update strategy {strategy}"
    )


def of(group: Any) -> tuple[str, ...]:
    """Tokens of a replication group, the newest last; none where it needs none."""
    known: tuple[str, ...] | None = getattr(group, "lab_tokens", None)
    if known is not None:
        return known
    # As an older emulator kept it.
    return (group.auth_token,) if group.auth_token else ()


def replication_password(group: Any) -> str:
    """What replicas show to their primary: it stays when the tokens change."""
    password: str = vars(group).setdefault("lab_replication", secrets.token_hex(24))
    return password
