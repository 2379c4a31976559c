"""Posts and idempotency keys."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "posts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.Column(
            "search",
            postgresql.TSVECTOR,
            sa.Computed(
                "to_tsvector('simple', title || ' ' || body || ' ' || author)", persisted=True
            ),
            nullable=False,
        ),
    )
    op.create_index("posts_newest", "posts", ["created_at", "id"])
    op.create_index("posts_search", "posts", ["search"], postgresql_using="gin")
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("answer", postgresql.JSONB),
        _time("created_at"),
    )
    op.create_index("idempotency_keys_oldest", "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Remove both tables and what is in them."""
    op.drop_table("idempotency_keys")
    op.drop_table("posts")


def _time(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
