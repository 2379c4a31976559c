"""Hashes of passwords, signing keys and signed tokens."""
