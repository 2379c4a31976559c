"""Accounts, sessions, login attempts and idempotency keys."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        _time("created_at"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "account_id", sa.Uuid, sa.ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("sessions_account", "sessions", ["account_id"])
    op.create_index("sessions_oldest", "sessions", ["expires_at"])
    op.create_table(
        "login_attempts",
        sa.Column("email_hash", sa.LargeBinary, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        _time("since"),
    )
    op.create_index("login_attempts_oldest", "login_attempts", ["since"])
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("answer", postgresql.JSONB),
        _time("created_at"),
    )
    op.create_index("idempotency_keys_oldest", "idempotency_keys", ["created_at"])


def downgrade() -> None:
    """Remove the tables and what is in them."""
    for table in ("idempotency_keys", "login_attempts", "sessions", "accounts"):
        op.drop_table(table)


def _time(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
