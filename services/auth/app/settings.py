"""Settings of auth."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, DirectoryPath, Field
from pydantic_settings import SettingsConfigDict

from app.security.keys import SigningKeys
from service_kit.settings import ServiceSettings


def _with_keys(folder: DirectoryPath) -> DirectoryPath:
    SigningKeys(folder)
    return folder


class DatabaseSettings(ServiceSettings):
    """Those that the migrations need: environment variables with the prefix ``AUTH_``.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe.
    """

    model_config = SettingsConfigDict(env_prefix="AUTH_", frozen=True)

    database_name: str = Field(default="auth", min_length=1)


class Settings(DatabaseSettings):
    """All of the service; the README lists them.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe, or no key signs now.
    """

    signing_keys_dir: Annotated[DirectoryPath, AfterValidator(_with_keys)]
    issuer: str = Field(default="https://auth.cloudnative.platform", min_length=1)
    audience: str = Field(default="cloudnative.platform", min_length=1)
