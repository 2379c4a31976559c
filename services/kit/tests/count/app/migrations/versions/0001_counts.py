"""A counter, and idempotency keys."""

from alembic import op
from app.main import METADATA

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make both."""
    METADATA.create_all(op.get_bind())
    op.execute("CREATE SEQUENCE counts")


def downgrade() -> None:
    """Remove both."""
    op.execute("DROP SEQUENCE counts")
    METADATA.drop_all(op.get_bind())
