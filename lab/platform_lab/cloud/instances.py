"""What a database or a cache of the lab's AWS must be, in plain terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

AVAILABLE = "available"
CREATING = "creating"
FAILED = "failed"
STOPPED = "stopped"


@dataclass(frozen=True)
class Instance:
    """A server that shall run.

    Attributes:
        identity: unique for ever, also after the same name is used again.
        program: name of its program under supervisord.
        names: its names in the lab's DNS; its certificate is for them.
        address: its own address on the lab's network.
        port: TCP port.
        restarts: how often its restart was asked for.
    """

    identity: str
    program: str
    names: tuple[str, ...]
    address: str
    port: int
    restarts: int


@dataclass(frozen=True)
class Database(Instance):
    """A PostgreSQL server.

    Attributes:
        user: the master user.
        password: its password.
        database: a database to make; empty for none.
        stopped: whether it shall stand still, with its data kept.
        force_tls: whether connections without TLS are refused.
        parameters: settings of its parameter group.
    """

    user: str
    password: str = field(repr=False)
    database: str
    stopped: bool
    force_tls: bool
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Cache(Instance):
    """A Redis server.

    Attributes:
        tokens: AUTH tokens, each of which opens it; none: it is open.
        replication: password of its replicas.
        tls: whether it speaks TLS (and nothing else).
        primary: address of the server it copies; empty for a primary.
    """

    tokens: tuple[str, ...] = field(repr=False)
    replication: str = field(repr=False)
    tls: bool
    primary: str


def lowest_free(taken: set[int]) -> int:
    """The smallest number from 0 that is not taken."""
    return next(number for number in range(len(taken) + 1) if number not in taken)
