"""Settings that would not work or not be safe are refused before anything starts."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings

GOOD = {
    "BLOG_DATABASE_HOST": "db",
    "BLOG_DATABASE_USER": "blog",
    "BLOG_DATABASE_PASSWORD": "long-enough-for-us",
}


def load(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    for name, value in (GOOD | changes).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return Settings()


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, BLOG_DATABASE_PORT="6543")
    assert (settings.database_host, settings.database_port) == ("db", 6543)
    assert settings.password() == "long-enough-for-us"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"BLOG_DATABASE_HOST": None}, "Field required"),
        ({"BLOG_DATABASE_USER": None}, "Field required"),
        ({"BLOG_DATABASE_PASSWORD": None}, "exactly one"),
        ({"BLOG_DATABASE_PASSWORD": "postgres"}, "under 12 characters"),
        ({"BLOG_DATABASE_PASSWORD_FILE": __file__}, "exactly one"),
        (
            {"BLOG_DATABASE_PASSWORD": None, "BLOG_DATABASE_PASSWORD_FILE": "/none"},
            "does not point to a file",
        ),
        ({"BLOG_DATABASE_PORT": "65536"}, "less than or equal to 65535"),
        ({"BLOG_DATABASE_TLS": "prefer"}, "'verify-full' or 'off'"),
        ({"BLOG_LOG_LEVEL": "loud"}, "'debug'"),
    ],
)
def test_bad_settings_are_refused_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None], reason: str
) -> None:
    with pytest.raises(ValidationError, match=reason):
        load(monkeypatch, **changes)


def test_the_password_file_may_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("the-first-password\n")
    settings = load(monkeypatch, BLOG_DATABASE_PASSWORD=None, BLOG_DATABASE_PASSWORD_FILE=str(file))
    assert settings.password() == "the-first-password"
    file.write_text("the-second-password\n")
    assert settings.password() == "the-second-password"


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "long-enough" not in repr(load(monkeypatch))


def test_the_server_is_verified_unless_the_mesh_does(monkeypatch: pytest.MonkeyPatch) -> None:
    context = load(monkeypatch).tls()
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert load(monkeypatch, BLOG_DATABASE_TLS="off").tls() is False
