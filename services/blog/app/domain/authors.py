"""Who writes."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Author:
    """A person; the id is theirs for ever, the name is for showing."""

    id: UUID
    name: str


class NotTheAuthorError(Exception):
    """Only who wrote it may change or delete it."""

    def __init__(self) -> None:
        super().__init__("only its author may change or delete this")
