"""Settings of the blog."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, FilePath
from pydantic_settings import SettingsConfigDict

from service_kit.settings import Port, Seconds, ServiceSettings, Tls


class Settings(ServiceSettings):
    """Environment variables with the prefix ``BLOG_``; the README lists them.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe.
    """

    model_config = SettingsConfigDict(env_prefix="BLOG_", frozen=True)

    database_name: str = Field(default="blog", min_length=1)

    # No host, no cache.
    cache_host: str | None = Field(default=None, min_length=1)
    cache_port: Port = 6379
    cache_password_file: FilePath | None = None
    cache_tls: Tls = "verify-full"
    cache_ca_file: FilePath | None = None
    cache_timeout: Seconds = 0.25
    # Also how long the answer to a write waits where the cache cannot be told of it.
    cache_lifetime: Annotated[float, Field(ge=0.1, le=10)] = 3.0

    def cache_password(self) -> str | None:
        """The cache's password, if it wants one; read again each time, so it may rotate."""
        if self.cache_password_file is None:
            return None
        return self.cache_password_file.read_text(encoding="utf-8").strip()
