"""Who writes in tests."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

from app.domain.authors import Author

KIM = Author(UUID("6f1f3c1e-0000-4000-8000-000000000001"), "김 Kim")
LEE = Author(UUID("6f1f3c1e-0000-4000-8000-000000000002"), "Lee")


def headers(author: Author) -> dict[str, str]:
    """What the gateway says of a person."""
    return {"x-user-id": str(author.id), "x-user-name": quote(author.name)}
