"""Makes the catalogue's images under their upstream names and serves them in the lab."""

from platform_lab.images.registry import Registry

__all__ = ["Registry"]
