"""Serve it."""

from app.main import Settings
from service_kit.serve import serve

if __name__ == "__main__":
    serve("app.main:create", Settings.load())
