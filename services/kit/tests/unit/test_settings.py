"""Settings that would not work or not be safe are refused before anything starts."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from app.main import Settings
from pydantic import ValidationError

GOOD = {
    "COUNT_DATABASE_HOST": "db",
    "COUNT_DATABASE_USER": "count",
    "COUNT_DATABASE_PASSWORD": "long-enough-for-us",
}


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    for name, value in (GOOD | changes).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return Settings()


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, COUNT_DATABASE_PORT="6543")
    assert (settings.database_host, settings.database_port) == ("db", 6543)
    assert settings.password() == "long-enough-for-us"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"COUNT_DATABASE_HOST": None}, "Field required"),
        ({"COUNT_DATABASE_USER": None}, "Field required"),
        ({"COUNT_DATABASE_PASSWORD": None}, "exactly one"),
        ({"COUNT_DATABASE_PASSWORD": "postgres"}, "under 12 characters"),
        ({"COUNT_DATABASE_PASSWORD_FILE": __file__}, "exactly one"),
        (
            {"COUNT_DATABASE_PASSWORD": None, "COUNT_DATABASE_PASSWORD_FILE": "/none"},
            "does not point to a file",
        ),
        ({"COUNT_DATABASE_PORT": "65536"}, "less than or equal to 65535"),
        ({"COUNT_DATABASE_TLS": "prefer"}, "'verify-full' or 'off'"),
        ({"COUNT_LOG_LEVEL": "loud"}, "'debug'"),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"}, "URL scheme"),
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
    settings = load(
        monkeypatch, COUNT_DATABASE_PASSWORD=None, COUNT_DATABASE_PASSWORD_FILE=str(file)
    )
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
    assert load(monkeypatch, COUNT_DATABASE_TLS="off").tls() is False


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"COUNT_DATABASE_PORT": "x"}, "setting COUNT_DATABASE_PORT: "),
        ({"COUNT_DATABASE_PASSWORD": "postgres"}, "setting COUNT: "),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "x"}, "setting OTEL_EXPORTER_OTLP_ENDPOINT: "),
    ],
)
def test_a_bad_setting_ends_the_program_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: dict[str, str | None],
    message: str,
) -> None:
    load(monkeypatch)
    for name, value in changes.items():
        monkeypatch.setenv(name, str(value))
    with pytest.raises(SystemExit) as ended:
        Settings.load()
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith(message)
