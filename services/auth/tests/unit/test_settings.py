"""Settings that would not work are refused before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import DatabaseSettings, Settings
from tests.keys import FUTURE, PAST, write_key

DATABASE = {
    "AUTH_DATABASE_HOST": "db",
    "AUTH_DATABASE_USER": "auth",
    "AUTH_DATABASE_PASSWORD": "long-enough-for-us",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in DATABASE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AUTH_SIGNING_KEYS_DIR", str(tmp_path))


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write_key(tmp_path)
    monkeypatch.setenv("AUTH_ISSUER", "https://issuer.example")
    settings = Settings()
    assert settings.signing_keys_dir == tmp_path
    assert (settings.issuer, settings.audience) == (
        "https://issuer.example",
        "cloudnative.platform",
    )
    assert settings.database_name == "auth"


def test_migrations_need_no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUTH_SIGNING_KEYS_DIR")
    assert DatabaseSettings().database_host == "db"
    with pytest.raises(ValidationError, match="Field required"):
        Settings()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("key.txt", None, "no key signs yet"),
        (FUTURE, None, "no key signs yet"),
        ("key.pem", None, "key.pem: the name is no time"),
        (PAST, b"secret nonsense", f"{PAST}: no unencrypted PEM key on P-256"),
    ],
)
def test_keys_that_could_not_sign_stop_the_start(
    tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    key = write_key(tmp_path, name)
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(ValidationError, match=reason):
        Settings()


@pytest.mark.parametrize("name", ["AUTH_ISSUER", "AUTH_AUDIENCE", "AUTH_DATABASE_NAME"])
def test_names_are_not_empty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    write_key(tmp_path)
    monkeypatch.setenv(name, "")
    with pytest.raises(ValidationError, match="at least 1 character"):
        Settings()


def test_a_bad_key_is_named_but_not_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_key(tmp_path).write_bytes(b"secret nonsense")
    with pytest.raises(SystemExit, match="2"):
        Settings.load()
    written = capsys.readouterr().err
    assert written.startswith("setting AUTH_SIGNING_KEYS_DIR: Value error, ")
    assert "secret nonsense" not in written
