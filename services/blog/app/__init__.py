"""The blog: posts that people write, list, search and read."""
