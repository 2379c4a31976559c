"""Who may talk to a cache: Redis's ACL file, and how a running server learns of new tokens."""

from __future__ import annotations

from collections.abc import Callable

from platform_lab.cloud.instances import Cache
from platform_lab.errors import LabError

REPLICA = "replica"

# Sends one command and gives what the server answers.
Ask = Callable[..., bytes]


def render(cache: Cache) -> str:
    """The ACL file: everything for who knows a token, and only copying for replicas.

    Raises:
        LabError: a token cannot be written into the file.
    """
    if any(set(token) & set('"\\ \n') for token in cache.tokens):
        raise LabError("the AUTH token holds a quote, a backslash, a blank or a line break")
    return (
        f"user default on {' '.join(_passwords(cache))} ~* &* +@all\n"
        f"user {REPLICA} on >{cache.replication} +psync +replconf +ping\n"
    )


def enter(cache: Cache, ask: Ask) -> bool:
    """Tell a running server its tokens; False where none of them opens it.

    Connections that are open stay so, as on AWS; reading the file again would end those of
    the replicas.

    Args:
        cache: with the tokens that it shall have.
        ask: talks to the server over one connection.
    """
    if cache.tokens and not any(ask("AUTH", token).startswith(b"+OK") for token in cache.tokens):
        return False
    words = ["ACL", "SETUSER", "default", "resetpass", *_passwords(cache)]
    return ask(*words).startswith(b"+OK")


def _passwords(cache: Cache) -> list[str]:
    return [f">{token}" for token in cache.tokens] or ["nopass"]
