# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which failures pass by themselves, and how long to wait before the next try."""

from __future__ import annotations

from .errors import ApiError

FIRST_DELAY = 0.1
LONGEST_DELAY = 5.0
# The server asks for a pause: 429 as its queues are full, 503 as it starts or stops.
OVERLOAD = {429, 503}
# The server is starting, overloaded, or its connection to etcd or to a webhook was lost.
PASSING = {*OVERLOAD, 500, 502, 504}
# The server calls it its own failure when an object has a field that the kind has not ...
BAD_FIELDS = "failed to create typed patch object"
# ... or a value that it cannot read, such as data of a Secret that is not base64.
BAD_VALUE = "failed to convert new object"
# The caller named the uid or the version that it means, and the object has another one.
OTHER_OBJECT = "Precondition failed", "in the precondition"


def is_transient(error: ApiError) -> bool:
    """Whether the same request may succeed a moment later."""
    if error.status == 409:
        other = any(words in error.server_says for words in OTHER_OBJECT)
        return not is_field_conflict(error) and not other
    if error.status == 500 and (BAD_FIELDS in error.server_says or BAD_VALUE in error.server_says):
        return False
    return error.status in PASSING


def is_field_conflict(error: ApiError) -> bool:
    """Whether another field manager owns what we want to set: asking again does not help."""
    return error.status == 409 and any(
        cause.get("reason") == "FieldManagerConflict" for cause in error.causes
    )


def delay(attempt: int, jitter: float, retry_after: str | None = None) -> float:
    """Seconds before try ``attempt + 1`` (the first try is 0); ``jitter`` is in [0, 1)."""
    if retry_after and retry_after.isdigit():
        return float(retry_after) + jitter * FIRST_DELAY
    # Far beyond the longest delay; without it, hours of tries would leave the range of floats.
    doublings = min(attempt, 10)
    longest = min(FIRST_DELAY * 2.0**doublings, LONGEST_DELAY)
    return longest * (0.5 + jitter / 2)
