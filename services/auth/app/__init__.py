"""Accounts: people register, log in, stay logged in, and log out."""
