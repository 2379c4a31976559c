"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import FastAPI
from starlette.middleware import Middleware

from app.api import comments, posts
from app.cache.answers import Answers
from app.cache.connection import connect
from app.cache.reads import CachedReads
from app.domain.authors import NotTheAuthorError
from app.domain.changes import untold
from app.domain.comments import CommentNotFoundError, Comments
from app.domain.posts import PostNotFoundError, Posts
from app.settings import Settings
from app.store.comments import PostgresComments
from app.store.posts import PostgresPosts
from service_kit import application as kit
from service_kit import logs
from service_kit.database import engine
from service_kit.metrics import Metrics
from service_kit.tracing import Tracing

ERRORS = {
    PostNotFoundError: HTTPStatus.NOT_FOUND,
    CommentNotFoundError: HTTPStatus.NOT_FOUND,
    NotTheAuthorError: HTTPStatus.FORBIDDEN,
}


def application(
    stored_posts: Posts,
    stored_comments: Comments,
    metrics: Metrics | None = None,
    tracing: Tracing | None = None,
    middleware: Sequence[Middleware] = (),
    closing: Sequence[kit.Step] = (),
) -> FastAPI:
    """The blog over any store."""
    app = kit.application(
        title="Blog",
        version="1.0.0",
        description="Posts that people write, list, search, read and comment on.",
        routers=[posts.router, comments.router],
        errors=ERRORS,
        ready=stored_posts.ping,
        metrics=metrics,
        tracing=tracing,
        middleware=middleware,
        closing=closing,
    )
    app.state.posts = stored_posts
    app.state.comments = stored_comments
    return app


def create() -> FastAPI:
    """The blog over PostgreSQL and Redis, as the environment says; called once in each worker."""
    settings = Settings()
    logs.configure(settings.log_level)
    return assemble(settings, Metrics())


def assemble(settings: Settings, metrics: Metrics) -> FastAPI:
    """The blog over PostgreSQL and, where there is a host for it, Redis."""
    tracing = Tracing("blog", settings)
    database = tracing.database(engine(settings))
    closing, changed, middleware = [database.dispose, tracing.close], untold, []
    if settings.cache_host:
        answers = Answers(connect(settings, settings.cache_host), settings.cache_lifetime)
        closing, changed = [*closing, answers.close], answers.forget
        reads = Middleware(CachedReads, answers=answers, metrics=metrics, tracing=tracing)
        middleware = [reads]
    return application(
        PostgresPosts(database, changed),
        PostgresComments(database, changed),
        metrics,
        tracing,
        middleware,
        closing,
    )
