"""Sessions in PostgreSQL: a row each, with a hash of the newest token's secret."""

from __future__ import annotations

import logging
from datetime import UTC

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from app.domain.accounts import Account
from app.domain.sessions import LIFETIME, RefreshToken, Session
from app.store.accounts import account_of
from app.store.forget import forget
from app.store.tables import AccountRow, SessionRow
from service_kit.database import transaction

log = logging.getLogger(__name__)


class PostgresSessions:
    """Implements ``domain.sessions.Sessions``; each method is one transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def start(self, account: Account, token: RefreshToken) -> Session:
        """Insert a session."""
        values = {
            "id": token.session,
            "account_id": account.id,
            "token_hash": token.digest(),
            "expires_at": func.now() + LIFETIME,
        }
        insertion = insert(SessionRow).values(values).returning(SessionRow.expires_at)
        async with transaction(self._engine) as connection:
            await forget(connection, SessionRow.id, SessionRow.expires_at < func.now())
            expires_at = (await connection.execute(insertion)).scalar_one()
        return Session(account, expires_at.astimezone(UTC))

    async def renew(self, old: RefreshToken, new: RefreshToken) -> Session | None:
        """Update the hash where it is the old token's; else delete the session.

        Of two calls at once with one token the second waits, and finds the hash changed.
        """
        change = (
            update(SessionRow)
            .where(SessionRow.id == old.session, SessionRow.token_hash == old.digest())
            .where(SessionRow.expires_at > func.now())
            .values(token_hash=new.digest())
            .returning(SessionRow.account_id, SessionRow.expires_at)
        )
        ending = delete(SessionRow).where(SessionRow.id == old.session)
        async with transaction(self._engine) as connection:
            renewed = (await connection.execute(change)).one_or_none()
            if renewed is None:
                ended = await connection.execute(ending.returning(SessionRow.account_id))
                if account_id := ended.scalar_one_or_none():
                    log.warning(
                        "session of %s ended: its token was used or its time over", account_id
                    )
                return None
            wanted = select(AccountRow.__table__).where(AccountRow.id == renewed.account_id)
            row = (await connection.execute(wanted)).one()
        return Session(account_of(row), renewed.expires_at.astimezone(UTC))

    async def end(self, token: RefreshToken) -> None:
        """Delete the session, even by a token that was replaced."""
        async with transaction(self._engine) as connection:
            await connection.execute(delete(SessionRow).where(SessionRow.id == token.session))
