"""Registering, logging in, staying logged in and logging out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.domain.accounts import Accounts, Registered, Registration
from app.domain.attempts import Attempts
from app.domain.sessions import RefreshToken, Session, Sessions
from service_kit.errors import KeyReusedError


class WrongCredentialsError(Exception):
    """The e-mail address or the password is wrong; which of them is not said."""

    def __init__(self) -> None:
        super().__init__("the e-mail address or the password is wrong")


class SessionOverError(Exception):
    """The refresh token renews no session."""

    def __init__(self) -> None:
        super().__init__("the session is over; log in again")


class Hasher(Protocol):
    """Makes and checks hashes of passwords."""

    async def hash(self, password: str) -> str:
        """A salted hash."""

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password made the hash; takes as long for no hash, and answers False."""


@dataclass(frozen=True, slots=True)
class Login:
    """A session, and the token that renews it next."""

    session: Session
    refresh_token: RefreshToken


@dataclass(frozen=True, slots=True)
class Authentication:
    """What people do, over the places that keep things."""

    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    hasher: Hasher

    async def register(
        self, name: str, email: str, password: str, key: str | None = None
    ) -> Registered:
        """Make an account.

        Raises:
            EmailTakenError: another account has this address.
            KeyReusedError: ``key`` came with another registration before.
            TooManyAttemptsError: ``key`` came with too many other passwords before.
        """
        hashed = await self.hasher.hash(password)
        registered = await self.accounts.register(Registration(name, email, hashed), key)
        made_with = registered.credentials.password_hash
        # Salts differ, so the store cannot tell that this is the password of the first call.
        if registered.replayed and not await self._matches(email, made_with, password):
            raise KeyReusedError
        return registered

    async def log_in(self, email: str, password: str) -> Login:
        """Start a session; every answer takes as long whether or not the account exists.

        Raises:
            TooManyAttemptsError: the address had too many failed logins.
            WrongCredentialsError: the address or the password is wrong.
        """
        found = await self.accounts.by_email(email)
        matches = await self._matches(email, found.password_hash if found else None, password)
        if found is None or not matches:
            raise WrongCredentialsError
        token = RefreshToken.first()
        return Login(await self.sessions.start(found.account, token), token)

    async def _matches(self, email: str, password_hash: str | None, password: str) -> bool:
        # Whatever tells whether a password is right is counted, or it could be asked for long.
        await self.attempts.count(email)
        matches = await self.hasher.matches(password_hash, password)
        if matches:
            await self.attempts.forget(email)
        return matches

    async def refresh(self, token: RefreshToken | None) -> Login:
        """Renew a session.

        Raises:
            SessionOverError: the token renews none.
        """
        if token is None:
            raise SessionOverError
        following = token.following()
        session = await self.sessions.renew(token, following)
        if session is None:
            raise SessionOverError
        return Login(session, following)

    async def log_out(self, token: RefreshToken | None) -> None:
        """End a session; nothing to end is good, too."""
        if token is not None:
            await self.sessions.end(token)
