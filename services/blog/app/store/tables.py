"""The tables as SQLAlchemy sees them; the migrations make them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Computed, DateTime, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service_kit.idempotency import idempotency_keys

# The "simple" configuration cuts words in every language the same way, without stemming.
SEARCHED = "to_tsvector('simple', title || ' ' || body || ' ' || author)"


class Base(DeclarativeBase):
    """Root of the tables."""


class PostRow(Base):
    """A post."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("posts_newest", "created_at", "id"),
        Index("posts_search", "search", postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )
    search: Mapped[str] = mapped_column(TSVECTOR, Computed(SEARCHED, persisted=True))


class CommentRow(Base):
    """A comment on a post."""

    __tablename__ = "comments"
    __table_args__ = (Index("comments_oldest", "post_id", "created_at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


KEYS = idempotency_keys(Base.metadata)
