"""The tables as SQLAlchemy sees them; the migrations make them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import DateTime, ForeignKey, Index, LargeBinary, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service_kit.idempotency import idempotency_keys


class Base(DeclarativeBase):
    """Root of the tables."""


class AccountRow(Base):
    """A person who has registered."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class SessionRow(Base):
    """A login, with a hash of the newest refresh token's secret."""

    __tablename__ = "sessions"
    __table_args__ = (
        Index("sessions_account", "account_id"),
        Index("sessions_oldest", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class LoginAttemptsRow(Base):
    """Logins by e-mail address since the first; the address is hashed, for it may be anyone's."""

    __tablename__ = "login_attempts"
    __table_args__ = (Index("login_attempts_oldest", "since"),)

    email_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    count: Mapped[int] = mapped_column()
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


KEYS = idempotency_keys(Base.metadata)
