"""Which methods a path knows: all of its operations together, as the header ``Allow`` must say."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.routing import compile_path


def allowed(app: FastAPI, path: str) -> str:
    """Value of ``Allow`` for ``path`` by the application's contract; empty if it is not in it."""
    methods = {
        method.upper()
        for template, operations in app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
        for method in operations
    }
    return ", ".join(sorted(methods))
