"""Ids of authors; what was written before has none, and nobody may change it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns."""
    for table in ("posts", "comments"):
        op.add_column(table, sa.Column("author_id", sa.Uuid))


def downgrade() -> None:
    """Remove the columns and what is in them."""
    for table in ("posts", "comments"):
        op.drop_column(table, "author_id")
