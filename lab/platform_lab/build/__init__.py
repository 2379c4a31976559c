"""Makes the catalogue's artifacts from package registries, each once per content."""

from platform_lab.build.store import artifact

__all__ = ["artifact"]
