"""Accounts, and what a place that keeps them can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Account:
    """A person who has registered; times are in UTC, names need not be unique."""

    id: UUID
    name: str
    email: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Registration:
    """What makes an account; ``email`` is in its normal form (see ``api.schemas``)."""

    name: str
    email: str
    password_hash: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account, and what its password is checked against."""

    account: Account
    password_hash: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Answer to a registration; ``replayed`` tells that an earlier call had made the account."""

    credentials: Credentials
    replayed: bool


class EmailTakenError(Exception):
    """Another account has this e-mail address."""

    def __init__(self) -> None:
        super().__init__("an account with this e-mail address exists")


class Accounts(Protocol):
    """A place that keeps accounts.

    Every method may raise ``StoreUnavailableError``.
    """

    async def ping(self) -> None:
        """Return if the store answers."""

    async def register(self, registration: Registration, key: str | None = None) -> Registered:
        """Keep a new account; with ``key``, the same call again answers the same account.

        "The same" are name and address; the caller compares the password.

        Raises:
            EmailTakenError: another account has this address.
            KeyReusedError: the key came with another name or address before.
        """

    async def by_email(self, email: str) -> Credentials | None:
        """Return the account with this address."""

    async def get(self, account_id: UUID) -> Account | None:
        """Return one account."""
