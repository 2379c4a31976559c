"""Posts in PostgreSQL."""
