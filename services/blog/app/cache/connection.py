"""The connection to Redis."""

from __future__ import annotations

from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider

from app.settings import Settings

# For a batch of reads, and for what misses and writes tell; the rest waits for one of them.
CONNECTIONS = 16


class _Password(CredentialProvider):
    """Reads the password for each new connection, so it may rotate."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def get_credentials(self) -> tuple[str]:
        return (self._settings.cache_password() or "",)

    async def get_credentials_async(self) -> tuple[str]:
        return self.get_credentials()


def connect(settings: Settings, host: str) -> Redis:
    """A pool of connections to ``host``; nothing connects before the first use."""
    place: dict[str, Any] = {"host": host, "port": settings.cache_port}
    if settings.cache_tls == "verify-full":
        place |= {"connection_class": SSLConnection, "ssl_ca_certs": settings.cache_ca_file}
    if settings.cache_password_file:
        place["credential_provider"] = _Password(settings)
    pool = BlockingConnectionPool(
        max_connections=CONNECTIONS,
        timeout=settings.cache_timeout,
        socket_connect_timeout=settings.cache_timeout,
        socket_timeout=settings.cache_timeout,
        # Once more at once, for a connection that Redis closed meanwhile.
        retry=Retry(NoBackoff(), 1),
        **place,
    )
    return Redis.from_pool(pool)
