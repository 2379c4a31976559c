"""Settings of the blog."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from service_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Environment variables with the prefix ``BLOG_``; the README lists them.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe.
    """

    model_config = SettingsConfigDict(env_prefix="BLOG_", frozen=True)

    database_name: str = Field(default="blog", min_length=1)
