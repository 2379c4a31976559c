"""What the routes work with; ``app.main`` puts it into the application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.domain.authentication import Authentication
from app.security.keys import SigningKeys
from app.security.tokens import AccessTokens


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one application."""

    authentication: Authentication
    keys: SigningKeys
    tokens: AccessTokens


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts


Needs = Annotated[Parts, Depends(_parts)]
