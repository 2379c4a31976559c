"""Refresh tokens: what clients keep leads back to them; anything else is none."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.sessions import RefreshToken


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_token_is_read_back(session: UUID, secret: bytes) -> None:
    token = RefreshToken(session, secret)
    assert RefreshToken.parse(token.encode()) == token


@given(st.text())
def test_any_other_text_is_none(text: str) -> None:
    assert RefreshToken.parse(text) is None


@given(st.from_regex(r"\A[A-Za-z0-9_-]{64}\Z"))
def test_there_is_one_text_for_each_token(text: str) -> None:
    token = RefreshToken.parse(text)
    assert token is not None
    assert token.encode() == text


def test_the_next_token_keeps_the_session_only() -> None:
    first = RefreshToken.first()
    second = first.following()
    assert first.session == second.session
    assert len({first.digest(), second.digest(), RefreshToken.first().digest()}) == 3


def test_the_secret_is_not_shown() -> None:
    token = RefreshToken.first()
    assert repr(token.secret) not in repr(token)
