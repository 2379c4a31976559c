"""Access tokens: JWTs signed with ES256, good for 15 minutes wherever the keys are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.errors import JoseError

from app.domain.accounts import Account
from app.security.keys import ALGORITHM, SigningKeys

LIFETIME = timedelta(minutes=15)


class InvalidTokenError(Exception):
    """The access token is not one of ours, or its time is over."""

    def __init__(self) -> None:
        super().__init__("the access token is not valid")


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


class AccessTokens:
    """Issues and verifies tokens of one issuer for one audience."""

    def __init__(
        self,
        keys: SigningKeys,
        issuer: str,
        audience: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._now = now

    def issue(self, account: Account) -> str:
        """A token that tells who the bearer is.

        Raises:
            SigningKeyError: no key signs now.
        """
        now = self._now()
        seconds = int(now.timestamp())
        key = self._keys.ring().signing(now)
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "sub": str(account.id),
            "name": account.name,
            "iat": seconds,
            "nbf": seconds,
            "exp": seconds + int(LIFETIME.total_seconds()),
            "jti": str(uuid4()),
        }
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, [ALGORITHM])

    def verify(self, token: str) -> UUID:
        """The id of the account that the token was issued to.

        Raises:
            InvalidTokenError: it is malformed, not signed by a key of ours, or not good now.
        """
        try:
            decoded = jwt.decode(token, self._keys.ring().verifying, [ALGORITHM])
            self._rules().validate(decoded.claims)
            return UUID(decoded.claims["sub"])
        # TypeError: joserfc 1.8 does not see to it that the header is an object.
        except (JoseError, ValueError, TypeError) as error:
            raise InvalidTokenError from error

    def _rules(self) -> jwt.JWTClaimsRegistry:
        return jwt.JWTClaimsRegistry(
            now=int(self._now().timestamp()),
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._audience},
            sub={"essential": True},
            exp={"essential": True},
            nbf={"essential": True},
        )
