"""Rows whose time is over go a few at a time, whenever a new one comes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

AT_ONCE = 100


async def forget(
    connection: AsyncConnection, key: InstrumentedAttribute[object], over: ColumnElement[bool]
) -> None:
    """Delete up to ``AT_ONCE`` rows.

    Args:
        connection: in a transaction.
        key: the primary key of the table.
        over: which rows; those that another transaction is at are left to it.
    """
    old = select(key).where(over).limit(AT_ONCE).with_for_update(skip_locked=True)
    await connection.execute(delete(key.class_).where(key.in_(old.scalar_subquery())))
