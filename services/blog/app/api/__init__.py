"""The blog over HTTP."""
