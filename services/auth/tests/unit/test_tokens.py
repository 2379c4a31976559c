"""Access tokens: ours are good for a while; forged, foreign and broken ones never."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from app.domain.accounts import Account
from app.security.keys import SigningKeys
from app.security.tokens import LIFETIME, AccessTokens, InvalidTokenError
from tests.keys import write_key

ISSUER, AUDIENCE = "https://issuer.example", "tests"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ACCOUNT = Account(uuid4(), "김지윤", "kim@example.com", NOW)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> SigningKeys:
    folder: Path = tmp_path_factory.mktemp("token-keys")
    write_key(folder)
    return SigningKeys(folder)


def tokens_at(keys: SigningKeys, now: datetime = NOW) -> AccessTokens:
    return AccessTokens(keys, ISSUER, AUDIENCE, lambda: now)


def claims(**changes: Any) -> dict[str, Any]:
    seconds = int(NOW.timestamp())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(ACCOUNT.id), "nbf": seconds}
    changed = good | {"exp": seconds + 60} | changes
    return {name: value for name, value in changed.items() if value is not None}


def signed(keys: SigningKeys, **changes: Any) -> str:
    key = keys.ring().signing(NOW)
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims(**changes), key, ["ES256"])


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def test_a_token_says_who_and_how_long(keys: SigningKeys) -> None:
    token = tokens_at(keys).issue(ACCOUNT)
    decoded = jwt.decode(token, keys.ring().verifying, ["ES256"])
    seconds = int(NOW.timestamp())
    UUID(decoded.claims.pop("jti"))
    assert decoded.claims == {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(ACCOUNT.id),
        "name": "김지윤",
        "iat": seconds,
        "nbf": seconds,
        "exp": seconds + 900,
    }
    [published] = keys.ring().published()["keys"]
    assert decoded.header == {"typ": "JWT", "alg": "ES256", "kid": published["kid"]}
    assert tokens_at(keys).verify(token) == ACCOUNT.id


@pytest.mark.parametrize(
    ("passed", "good"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (LIFETIME - timedelta(seconds=1), True),
        (LIFETIME, False),
    ],
)
def test_a_token_has_its_time(keys: SigningKeys, passed: timedelta, good: bool) -> None:
    token, later = tokens_at(keys).issue(ACCOUNT), tokens_at(keys, NOW + passed)
    if good:
        assert later.verify(token) == ACCOUNT.id
    else:
        with pytest.raises(InvalidTokenError):
            later.verify(token)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "others"},
        {"aud": None},
        {"aud": {"tests": 1}},
        {"sub": None},
        {"sub": "kim"},
        {"sub": 7},
        {"exp": None},
        {"exp": "never"},
        {"nbf": None},
        {"nbf": int(NOW.timestamp()) + 1},
    ],
)
def test_signed_but_wrong_claims_are_refused(keys: SigningKeys, changes: dict[str, object]) -> None:
    assert tokens_at(keys).verify(signed(keys)) == ACCOUNT.id
    with pytest.raises(InvalidTokenError):
        tokens_at(keys).verify(signed(keys, **changes))


def unsigned(keys: SigningKeys) -> str:
    return f"{encoded({'alg': 'none'})}.{encoded(claims())}."


def with_the_public_key_as_secret(keys: SigningKeys) -> str:
    [key] = keys.ring().verifying
    assert isinstance(key, ECKey)
    body = f"{encoded({'alg': 'HS256', 'kid': key.kid})}.{encoded(claims())}"
    signature = hmac.digest(key.as_pem(private=False), body.encode(), "sha256")
    return f"{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def of_another_key(keys: SigningKeys) -> str:
    [known] = keys.ring().verifying
    header = {"alg": "ES256", "kid": known.kid}
    return jwt.encode(header, claims(), ECKey.generate_key("P-256"), ["ES256"])


def of_an_unknown_key(keys: SigningKeys) -> str:
    header = {"alg": "ES256", "kid": "unknown"}
    return jwt.encode(header, claims(), keys.ring().signing(NOW), ["ES256"])


def with_a_critical_extension(keys: SigningKeys) -> str:
    key = keys.ring().signing(NOW)
    header = encoded({"alg": "ES256", "kid": key.kid, "crit": ["new"], "new": 1})
    body = f"{header}.{encoded(claims())}"
    signature = jws.JWSRegistry.algorithms["ES256"].sign(body.encode(), key)
    return f"{body}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def of_no_object(keys: SigningKeys) -> str:
    key = keys.ring().signing(NOW)
    return jws.serialize_compact({"alg": "ES256", "kid": key.kid}, b"[1]", key, ["ES256"])


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        with_the_public_key_as_secret,
        of_another_key,
        of_an_unknown_key,
        with_a_critical_extension,
        of_no_object,
    ],
)
def test_forged_tokens_are_refused(keys: SigningKeys, forge: Callable[[SigningKeys], str]) -> None:
    with pytest.raises(InvalidTokenError):
        tokens_at(keys).verify(forge(keys))


@given(st.text(max_size=5000))
@example("é.ü.ñ")
@example("\ud800")
@example("a" * 100_000)
@example(f"{encoded({'alg': 'ES256'})}.{'A' * 100_000}.AAAA")
@example(f"{encoded('alg')}.e30.AAAA")
@example(f"{encoded({'alg': {'ES256': 1}, 'kid': {}})}.e30.AAAA")
@example(f"{base64.urlsafe_b64encode(b'[' * 3000).decode()}.e30.AAAA")
@example(f"{base64.urlsafe_b64encode(b'[' + b'1' * 2999).decode()}.e30.AAAA")
def test_no_text_breaks_the_parser(keys: SigningKeys, text: str) -> None:
    with pytest.raises(InvalidTokenError):
        tokens_at(keys).verify(text)


WORDS = st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "ES256"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text() | WORDS
HEADERS = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner))


@given(HEADERS)
def test_no_header_breaks_the_parser(keys: SigningKeys, header: object) -> None:
    with pytest.raises(InvalidTokenError):
        tokens_at(keys).verify(f"{encoded(header)}.{encoded(claims())}.AAAA")


@given(st.data())
def test_one_changed_character_is_noticed(keys: SigningKeys, data: st.DataObject) -> None:
    token = signed(keys)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("ABCwxyz0129-_.").filter(lambda sign: sign != token[at]))
    with pytest.raises(InvalidTokenError):
        tokens_at(keys).verify(token[:at] + other + token[at + 1 :])
