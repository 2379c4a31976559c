"""Parameters that several operations take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="The same key with the same request again, within 24 hours, makes no second.",
    ),
]
REPLAYED = "Idempotency-Replayed"
