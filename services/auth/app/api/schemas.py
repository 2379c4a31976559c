"""Bodies of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from email_validator import validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.domain import passwords

# Printable, with something to see: it stands in headers, logs and pages.
VISIBLE = (
    r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
)


def _normal_email(text: str) -> str:
    # Nobody tells two people apart by the case of their address.
    return validate_email(text, check_deliverability=False).normalized.lower()


def _normal_password(password: SecretStr) -> SecretStr:
    text = password.get_secret_value()
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PydanticCustomError("no_text", "is no Unicode text") from None
    return SecretStr(passwords.normalize(text))


Name = Annotated[str, StringConstraints(max_length=80, pattern=VISIBLE)]
Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}),
    AfterValidator(_normal_email),
]
Password = Annotated[
    SecretStr, Field(max_length=passwords.LONGEST), AfterValidator(_normal_password)
]


class In(BaseModel):
    """A request's body; a field that is none is an error."""

    model_config = ConfigDict(extra="forbid")


class RegistrationIn(In):
    """A person who wants an account."""

    name: Name
    email: Email
    password: Password = Field(
        min_length=passwords.SHORTEST,
        description="Any characters; refused if it is common, or made of the name or address.",
    )

    @field_validator("password")
    @classmethod
    def _not_weak(cls, password: SecretStr, info: ValidationInfo) -> SecretStr:
        name, email = info.data.get("name", ""), info.data.get("email", "")
        if reason := passwords.weakness(password.get_secret_value(), name, email):
            raise PydanticCustomError("weak_password", reason)
        return password


class LoginIn(In):
    """Who logs in, and where the refresh token shall go."""

    email: Email
    password: Password
    delivery: Literal["cookie", "body"] = Field(
        default="body",
        description="`cookie`: the refresh token is in an HttpOnly cookie, out of scripts' reach.",
    )


class RefreshTokenIn(In):
    """A refresh token; without it the cookie's is taken."""

    refresh_token: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{64}$")] | None = None


class UserOut(BaseModel):
    """Who is logged in."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    email: str


class AccountOut(UserOut):
    """An account; the time is in UTC."""

    created_at: datetime


class TokensOut(BaseModel):
    """What a client needs until its next refresh."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 (the word that stands before a token)
    expires_in: int = Field(description="Seconds that the access token is good.")
    refresh_token: str | None = Field(default=None, description="Only if it is not in a cookie.")
    user: UserOut


class JsonWebKey(BaseModel):
    """A public key that verifies access tokens (RFC 7517)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str
    y: str
    use: Literal["sig"]
    alg: Literal["ES256"]
    kid: str


class JsonWebKeySet(BaseModel):
    """The public keys of all tokens that may be good, and of the next ones."""

    keys: list[JsonWebKey]
