"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.api import health, posts, problems
from app.domain.posts import Posts
from app.settings import Settings
from app.store.database import engine
from app.store.posts import PostgresPosts
from app.telemetry import logs
from app.telemetry.metrics import Metrics
from app.telemetry.middleware import Telemetry


def application(store: Posts) -> FastAPI:
    """The blog over any store."""
    app = FastAPI(
        title="Blog",
        version="1.0.0",
        description="Posts that people write, list, search and read.",
        docs_url=None,
        redoc_url=None,
        # A slash too many is a wrong address; a redirect would lose the mesh's host name.
        redirect_slashes=False,
    )
    app.state.posts = store
    app.state.metrics = Metrics()
    app.include_router(health.router)
    app.include_router(posts.router)
    problems.install(app)
    app.add_middleware(Telemetry, metrics=app.state.metrics)
    return app


def create() -> FastAPI:
    """The blog over PostgreSQL, as the environment says; called once in each worker."""
    settings = Settings()
    logs.configure(settings.log_level)
    database = engine(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await database.dispose()

    app = application(PostgresPosts(database))
    app.router.lifespan_context = lifespan
    return app
