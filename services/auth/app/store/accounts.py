"""Accounts in PostgreSQL."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.domain.accounts import Account, Credentials, EmailTakenError, Registered, Registration
from app.store.tables import KEYS, AccountRow
from service_kit.database import transaction
from service_kit.idempotency import IdempotencyKeys


class PostgresAccounts:
    """Implements ``domain.accounts.Accounts``; each method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._keys = IdempotencyKeys(KEYS)

    async def ping(self) -> None:
        """Return if the database answers and has the tables."""
        async with transaction(self._engine) as connection:
            await connection.execute(text("SELECT FROM accounts, sessions, login_attempts LIMIT 0"))

    async def register(self, registration: Registration, key: str | None = None) -> Registered:
        """Insert an account, and its key in the same transaction."""
        async with transaction(self._engine) as connection:
            if key:
                asked = {"name": registration.name, "email": registration.email}
                if earlier := await self._keys.claim(connection, key, asked):
                    made = await _one(connection, AccountRow.id == UUID(earlier["id"]))
                    assert made is not None  # noqa: S101 (no account is ever deleted)
                    return Registered(made, replayed=True)
            account = await _insert(connection, registration)
            if key:
                await self._keys.answer(connection, key, {"id": str(account.id)})
            return Registered(Credentials(account, registration.password_hash), replayed=False)

    async def by_email(self, email: str) -> Credentials | None:
        """Select by address."""
        async with transaction(self._engine) as connection:
            return await _one(connection, AccountRow.email == email)

    async def get(self, account_id: UUID) -> Account | None:
        """Select by id."""
        async with transaction(self._engine) as connection:
            found = await _one(connection, AccountRow.id == account_id)
        return found.account if found else None


def account_of(row: Row[*tuple[Any, ...]]) -> Account:
    """The account of a row of the table, its time in UTC."""
    return Account(row.id, row.name, row.email, row.created_at.astimezone(UTC))


async def _one(connection: AsyncConnection, condition: ColumnElement[bool]) -> Credentials | None:
    found = await connection.execute(select(AccountRow.__table__).where(condition))
    row = found.one_or_none()
    return Credentials(account_of(row), row.password_hash) if row else None


async def _insert(connection: AsyncConnection, registration: Registration) -> Account:
    values = {
        "name": registration.name,
        "email": registration.email,
        "password_hash": registration.password_hash,
    }
    # Two at once with one address: the second waits for the first, and inserts nothing.
    insertion = insert(AccountRow).values(values).on_conflict_do_nothing(index_elements=["email"])
    inserted = await connection.execute(insertion.returning(AccountRow.__table__))
    row = inserted.one_or_none()
    if row is None:
        raise EmailTakenError
    return account_of(row)
