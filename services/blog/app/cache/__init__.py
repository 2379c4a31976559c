"""Answers to reads, kept in Redis for a moment and never after a write that changes them."""
