"""Lists that are read page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a list that is ordered by time of creation."""

    created_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and where the next page starts; ``None`` on the last page."""

    items: Sequence[Item]
    next: Position | None
