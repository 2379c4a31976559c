"""The stores' twins in memory; the same contract tests run on both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from app.domain.accounts import Account, Credentials, EmailTakenError, Registered, Registration
from app.domain.attempts import ALLOWED, WINDOW, TooManyAttemptsError
from app.domain.sessions import LIFETIME, RefreshToken, Session
from service_kit.errors import KeyReusedError


@dataclass
class MemoryAccounts:
    """Implements ``domain.accounts.Accounts``; ``failure`` is raised by every method when set."""

    failure: Exception | None = None
    _by_email: dict[str, Credentials] = field(default_factory=dict)
    _keys: dict[str, Registration] = field(default_factory=dict)

    async def ping(self) -> None:
        if self.failure:
            raise self.failure

    async def register(self, registration: Registration, key: str | None = None) -> Registered:
        await self.ping()
        asked = replace(registration, password_hash="")
        if key and key in self._keys:
            if self._keys[key] != asked:
                raise KeyReusedError
            return Registered(self._by_email[registration.email], replayed=True)
        if registration.email in self._by_email:
            raise EmailTakenError
        account = Account(uuid4(), registration.name, registration.email, datetime.now(UTC))
        made = Credentials(account, registration.password_hash)
        self._by_email[registration.email] = made
        if key:
            self._keys[key] = asked
        return Registered(made, replayed=False)

    async def by_email(self, email: str) -> Credentials | None:
        await self.ping()
        return self._by_email.get(email)

    async def get(self, account_id: UUID) -> Account | None:
        await self.ping()
        accounts = (made.account for made in self._by_email.values())
        return next((account for account in accounts if account.id == account_id), None)

    def remove_all(self) -> None:
        """Nobody has an account any more."""
        self._by_email.clear()


@dataclass
class MemorySessions:
    """Implements ``domain.sessions.Sessions``."""

    _newest: dict[UUID, tuple[bytes, Session]] = field(default_factory=dict)

    async def start(self, account: Account, token: RefreshToken) -> Session:
        session = Session(account, datetime.now(UTC) + LIFETIME)
        self._newest[token.session] = (token.digest(), session)
        return session

    async def renew(self, old: RefreshToken, new: RefreshToken) -> Session | None:
        digest, session = self._newest.pop(old.session, (b"", None))
        if session is None or digest != old.digest():
            return None
        self._newest[old.session] = (new.digest(), session)
        return session

    async def end(self, token: RefreshToken) -> None:
        self._newest.pop(token.session, None)


@dataclass
class MemoryAttempts:
    """Implements ``domain.attempts.Attempts``."""

    _counts: Counter[str] = field(default_factory=Counter)

    async def count(self, email: str) -> None:
        self._counts[email] += 1
        if self._counts[email] > ALLOWED:
            raise TooManyAttemptsError(int(WINDOW.total_seconds()))

    async def forget(self, email: str) -> None:
        del self._counts[email]


class PlainHasher:
    """Implements ``domain.authentication.Hasher`` without its cost; counts the checks."""

    def __init__(self) -> None:
        self.checks = 0

    async def hash(self, password: str) -> str:
        return f"{uuid4()} {password}"

    async def matches(self, password_hash: str | None, password: str) -> bool:
        self.checks += 1
        return password_hash is not None and password_hash.partition(" ")[2] == password
