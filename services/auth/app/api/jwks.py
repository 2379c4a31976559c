"""``/.well-known/jwks.json``: the public keys of access tokens."""

from __future__ import annotations

from fastapi import APIRouter, Response

from app.api.parts import Needs
from app.api.schemas import JsonWebKeySet

# A new key must be in its folder longer than this before it signs.
SECONDS = 300

router = APIRouter(tags=["keys"])


@router.get("/.well-known/jwks.json")
async def jwks(response: Response, parts: Needs) -> JsonWebKeySet:
    """The public keys (RFC 7517), the next ones among them."""
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    return JsonWebKeySet.model_validate(parts.keys.ring().published())
