"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI

from app.api import posts
from app.domain.posts import PostNotFoundError, Posts
from app.settings import Settings
from app.store.posts import PostgresPosts
from service_kit import application as kit
from service_kit import logs
from service_kit.database import engine


def application(store: Posts, closing: Sequence[kit.Step] = ()) -> FastAPI:
    """The blog over any store."""
    app = kit.application(
        title="Blog",
        version="1.0.0",
        description="Posts that people write, list, search and read.",
        routers=[posts.router],
        errors={PostNotFoundError: HTTPStatus.NOT_FOUND},
        ready=store.ping,
        closing=closing,
    )
    app.state.posts = store
    return app


def create() -> FastAPI:
    """The blog over PostgreSQL, as the environment says; called once in each worker."""
    settings = Settings()
    logs.configure(settings.log_level)
    database = engine(settings)
    return application(PostgresPosts(database), closing=[database.dispose])
