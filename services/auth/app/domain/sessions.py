"""Sessions: a login lasts as long as its refresh tokens follow one another."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID, uuid4

from app.domain.accounts import Account

# NIST SP 800-63B section 4.1.3: people prove who they are again at least every 30 days.
LIFETIME = timedelta(days=30)
SECRET_BYTES = 32
ENCODED = re.compile(r"[A-Za-z0-9_-]{64}")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A session's id and the secret that renews it once: 64 characters of base64url (48 bytes)."""

    session: UUID
    secret: bytes = field(repr=False)

    @classmethod
    def first(cls) -> RefreshToken:
        """The first token of a new session."""
        return cls(uuid4(), secrets.token_bytes(SECRET_BYTES))

    def following(self) -> RefreshToken:
        """The token that takes this one's place."""
        return RefreshToken(self.session, secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def parse(cls, text: str) -> RefreshToken | None:
        """The token of a text; ``None`` if it is none."""
        if not ENCODED.fullmatch(text):
            return None
        data = base64.urlsafe_b64decode(text)
        return cls(UUID(bytes=data[:-SECRET_BYTES]), data[-SECRET_BYTES:])

    def encode(self) -> str:
        """The token as clients keep it."""
        return base64.urlsafe_b64encode(self.session.bytes + self.secret).decode()

    def digest(self) -> bytes:
        """What is stored of it; a plain hash does, for nobody guesses 256 random bits."""
        return hashlib.sha256(self.secret).digest()


@dataclass(frozen=True, slots=True)
class Session:
    """Who is logged in, and until when (UTC)."""

    account: Account
    expires_at: datetime


class Sessions(Protocol):
    """A place that keeps sessions; of each it knows only the newest token.

    Every method may raise ``StoreUnavailableError``.
    """

    async def start(self, account: Account, token: RefreshToken) -> Session:
        """Keep a new session, which ``token`` renews."""

    async def renew(self, old: RefreshToken, new: RefreshToken) -> Session | None:
        """Let ``new`` take the place of ``old``; ``None`` if that renews no session.

        A token that its session has replaced is in two hands, one of them wrong:
        it ends the session (RFC 9700 section 4.14.2).
        """

    async def end(self, token: RefreshToken) -> None:
        """End the token's session, if there is one."""
