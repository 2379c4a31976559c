"""Cursors lead back to where they came from; anything else is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.paging import decode_cursor, encode_cursor
from app.domain.paging import Position


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_keeps_its_position(created_at: datetime, post_id: UUID) -> None:
    position = Position(created_at, post_id)
    assert decode_cursor(encode_cursor(position)) == position


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        decode_cursor(text)
