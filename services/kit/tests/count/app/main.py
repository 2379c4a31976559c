"""Counts in PostgreSQL."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, FastAPI, Header
from pydantic import BaseModel, Field
from pydantic_settings import SettingsConfigDict
from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from service_kit import logs
from service_kit.application import application
from service_kit.database import engine, transaction
from service_kit.errors import StoreUnavailableError
from service_kit.idempotency import IdempotencyKeys, idempotency_keys
from service_kit.problems import responses
from service_kit.settings import ServiceSettings
from service_kit.tracing import Tracing

METADATA = MetaData()
KEYS = idempotency_keys(METADATA)
FAILURES = {
    "lost": StoreUnavailableError("gone"),
    "broken": ZeroDivisionError("secret detail"),
    "full": OverflowError("the counter is full"),
}


class Settings(ServiceSettings):
    """Environment variables with the prefix ``COUNT_``."""

    model_config = SettingsConfigDict(env_prefix="COUNT_", frozen=True)

    database_name: str = "count"


class Step(BaseModel):
    """How far to count."""

    by: Annotated[int, Field(ge=1)]


class Counts:
    """The service's routes over a database."""

    def __init__(self, database: AsyncEngine) -> None:
        self._database = database
        self._keys = IdempotencyKeys(KEYS)
        self.router = APIRouter(prefix="/count", responses=responses(HTTPStatus.CONFLICT))
        self.router.post("")(self.add)
        self.router.get("")(self.sleep)
        self.router.get("/failures/{name}")(self.fail)

    async def ready(self) -> None:
        """Return if the database answers."""
        async with transaction(self._database) as connection:
            await connection.execute(text("SELECT 1"))

    async def add(
        self, step: Step, key: Annotated[str | None, Header(alias="Idempotency-Key")] = None
    ) -> dict[str, str]:
        """Count; the same key counts once."""
        asked = {"by": str(step.by)}
        async with transaction(self._database) as connection:
            if key and (earlier := await self._keys.claim(connection, key, asked)):
                return dict(earlier)
            count = await connection.scalar(text("SELECT nextval('counts')"))
            answer = {"count": str(count)}
            if key:
                await self._keys.answer(connection, key, answer)
        return answer

    async def sleep(self, seconds: float = 0) -> dict[str, str]:
        """Keep a connection busy."""
        async with transaction(self._database) as connection:
            await connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": seconds})
        return {"slept": str(seconds)}

    async def fail(self, name: str) -> None:
        """Raise one of ``FAILURES``."""
        raise FAILURES[name]


def assemble(settings: Settings) -> FastAPI:
    """The service over the database of ``settings``."""
    tracing = Tracing("count", settings)
    database = tracing.database(engine(settings))
    counts = Counts(database)
    return application(
        title="Count",
        version="1.0.0",
        description="Counts.",
        routers=[counts.router],
        errors={OverflowError: HTTPStatus.CONFLICT},
        ready=counts.ready,
        tracing=tracing,
        closing=[database.dispose, tracing.close],
    )


def create() -> FastAPI:
    """The service as the environment says."""
    settings = Settings()
    logs.configure(settings.log_level)
    return assemble(settings)
