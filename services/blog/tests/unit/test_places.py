"""Only reads whose answers a write can find again are kept."""

from __future__ import annotations

import pytest

from app.cache.places import Place, place

POST = "0b0e9d29-9c3b-4e0c-8d5f-0a4f3c1e2d1b"


@pytest.mark.parametrize(
    ("path", "query", "kept"),
    [
        ("/api/posts", b"limit=3", Place("posts", "?limit=3", "/api/posts")),
        (f"/api/posts/{POST}", b"", Place(f"post:{POST}", "?", "/api/posts/{post_id}")),
        (
            f"/api/posts/{POST}/comments",
            b"",
            Place(f"comments:{POST}", "?", "/api/posts/{post_id}/comments"),
        ),
        ("/api/posts", b"q=words", None),
        # The same post by another name, which no write would forget.
        (f"/api/posts/{POST.upper()}", b"", None),
        (f"/api/posts/{POST.replace('-', '')}", b"", None),
        (f"/api/posts/{POST}\n", b"", None),
        (f"/api/posts/{POST}/comments/{POST}", b"", None),
        ("/metrics", b"", None),
    ],
)
def test_places(path: str, query: bytes, kept: Place | None) -> None:
    assert place(path, query) == kept
