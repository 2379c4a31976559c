"""Entry point of Alembic."""

from alembic import context
from app.main import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
