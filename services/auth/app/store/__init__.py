"""Accounts, sessions and login attempts in PostgreSQL."""
