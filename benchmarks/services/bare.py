"""A bare FastAPI handler that answers given bytes: what the blog's read is measured against."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI, Response

ANSWER = Path(os.environ["BARE_ANSWER_FILE"]).read_bytes()

app = FastAPI()


@app.get("/api/posts/{post_id}")
async def read(post_id: str) -> Response:
    """Answer the bytes."""
    return Response(ANSWER, media_type="application/json")
