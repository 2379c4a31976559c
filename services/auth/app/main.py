"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI

from app.api import accounts, errors, jwks, sessions
from app.api.parts import Parts
from app.domain.authentication import Authentication
from app.security.hashing import Argon2Hasher
from app.security.keys import SigningKeys
from app.security.tokens import AccessTokens
from app.settings import Settings
from app.store.accounts import PostgresAccounts
from app.store.attempts import PostgresAttempts
from app.store.sessions import PostgresSessions
from service_kit import application as kit
from service_kit import logs
from service_kit.database import engine
from service_kit.tracing import Tracing


def application(
    parts: Parts, tracing: Tracing | None = None, closing: Sequence[kit.Step] = ()
) -> FastAPI:
    """Auth over any parts."""
    app = kit.application(
        title="Auth",
        version="1.0.0",
        description="People register, log in, stay logged in, and log out.",
        routers=[accounts.router, sessions.router, jwks.router],
        errors=errors.STATUSES,
        ready=parts.authentication.accounts.ping,
        tracing=tracing,
        closing=closing,
    )
    errors.install(app)
    app.state.parts = parts
    return app


def create() -> FastAPI:
    """Auth over PostgreSQL, as the environment says; called once in each worker."""
    settings = Settings()
    logs.configure(settings.log_level)
    tracing = Tracing("auth", settings)
    database = tracing.database(engine(settings))
    authentication = Authentication(
        PostgresAccounts(database),
        PostgresSessions(database),
        PostgresAttempts(database),
        Argon2Hasher(),
    )
    keys = SigningKeys(settings.signing_keys_dir)
    tokens = AccessTokens(keys, settings.issuer, settings.audience)
    parts = Parts(authentication, keys, tokens)
    return application(parts, tracing, closing=[database.dispose, tracing.close])
