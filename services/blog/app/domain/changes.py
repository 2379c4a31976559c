"""What a write changes, so that whoever keeps answers can let them go."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

POSTS = "posts"  # every list of posts


def post(post_id: UUID | str) -> str:
    """One post."""
    return f"post:{post_id}"


def comments(post_id: UUID | str) -> str:
    """Every list of a post's comments."""
    return f"comments:{post_id}"


class Changed(Protocol):
    """Is told of a write after its transaction and before it is answered."""

    async def __call__(self, *things: str) -> None:
        """Return when nobody can be answered with what was before."""


async def untold(*_: str) -> None:
    """For where nobody keeps answers."""
