"""Serve auth: ``python -m app``; SIGTERM lets running requests end."""

from app.settings import Settings
from service_kit.serve import serve

if __name__ == "__main__":
    serve("app.main:create", Settings.load())
