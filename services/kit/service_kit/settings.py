"""Settings that every service has, read from the environment and checked before anything starts."""

from __future__ import annotations

import ssl
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AnyHttpUrl, Field, FilePath, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SHORTEST_PASSWORD = 12

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0, le=300)]
# "off" is for a mesh that encrypts the connection itself.
Tls = Literal["verify-full", "off"]


class ProgramSettings(BaseSettings):
    """Base of the settings of a service without a database; it names its ``env_prefix``.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe.
    """

    model_config = SettingsConfigDict(frozen=True)

    listen_address: str = "0.0.0.0"  # noqa: S104 (a pod is reached by its own address)
    listen_port: Port = 8080
    stop_timeout: int = Field(default=20, ge=1, le=300)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    # The name that OpenTelemetry gave it, so it is the same for every service.
    otlp_endpoint: AnyHttpUrl | None = Field(
        default=None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT"
    )

    @classmethod
    def load(cls) -> Self:
        """Settings from the environment; ends the program with status 2 if they are not good."""
        try:
            return cls()
        except ValidationError as error:
            for part in error.errors(include_input=False, include_url=False):
                sys.stderr.write(f"setting {cls._variable(part['loc'])}: {part['msg']}\n")
            raise SystemExit(2) from None

    @classmethod
    def _variable(cls, place: Sequence[int | str]) -> str:
        names = [str(part) for part in place]
        if names and names[0] not in cls.model_fields:  # by its own name, without the prefix
            return "_".join(names)
        prefix = cls.model_config.get("env_prefix", "").rstrip("_")
        return "_".join((prefix, *names)).upper()


class ServiceSettings(ProgramSettings):
    """Base of a service's settings, which names its ``env_prefix`` and its database.

    Raises:
        pydantic.ValidationError: a value is missing, malformed or unsafe.
    """

    database_host: str = Field(min_length=1)
    database_port: Port = 5432
    database_name: str = Field(min_length=1)
    database_user: str = Field(min_length=1)
    database_password: SecretStr | None = None
    database_password_file: FilePath | None = None
    database_tls: Tls = "verify-full"
    database_ca_file: FilePath | None = None
    database_pool_size: int = Field(default=5, ge=1, le=100)
    database_timeout: Seconds = 5.0

    @model_validator(mode="after")
    def _one_good_password(self) -> Self:
        if (self.database_password is None) == (self.database_password_file is None):
            raise ValueError("set exactly one of database_password and database_password_file")
        if len(self.password()) < SHORTEST_PASSWORD:
            raise ValueError(f"the database password has under {SHORTEST_PASSWORD} characters")
        return self

    def password(self) -> str:
        """The database password; from the file it is read again each time, so it may rotate."""
        if self.database_password_file is not None:
            return self.database_password_file.read_text(encoding="utf-8").strip()
        assert self.database_password is not None  # noqa: S101 (the validator saw to it)
        return self.database_password.get_secret_value()

    def tls(self) -> ssl.SSLContext | Literal[False]:
        """How to encrypt the database connection: a context that verifies the server, or not."""
        return context(self.database_tls, self.database_ca_file)


def context(tls: Tls, ca_file: Path | None) -> ssl.SSLContext | Literal[False]:
    """A context that verifies the server by ``ca_file`` or the system's authorities, or none."""
    return False if tls == "off" else ssl.create_default_context(cafile=ca_file)
