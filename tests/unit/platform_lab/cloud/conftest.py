"""An emulator for each test."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from ipaddress import IPv4Interface
from pathlib import Path

import pytest
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from platform_lab.cloud import bootstrap, extensions, pki
from platform_lab.cloud.endpoint import Endpoint
from platform_lab.cloud.gateway import Gateway
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.settings import Settings
from platform_lab.cloud.snapshot import Keeper
from support.cloud import ACCOUNT, REGION, Emulator


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        address=IPv4Interface("172.30.0.2/24"),
        account=ACCOUNT,
        region=REGION,
        state=tmp_path / "state",
        disk=tmp_path / "disk",
        pki=tmp_path / "pki",
        credentials=tmp_path / "lab" / "aws-credentials",
        dns=tmp_path / "dns" / "hosts",
        kubernetes=tmp_path / "kubernetes",
        api_server="https://127.0.0.1:1",
        registry="http://127.0.0.1:1",
        postgresql=Path("/"),
        redis=Path("/"),
    )


def server_context(settings: Settings) -> ssl.SSLContext:
    """A certificate of the lab's authority for this machine."""
    pair = pki.Pair(settings.pki / "server.crt", settings.pki / "server.key")
    pki.server(pki.authority(settings.pki), pair, ["127.0.0.1"])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    return context


@pytest.fixture
def emulator(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    BackendDict.reset()
    monkeypatch.setattr("platform_lab.cloud.postgres.version", lambda root: "15.20")
    monkeypatch.setattr("platform_lab.cloud.redis.version", lambda root: "7.0.15")
    lab = Lab(settings)
    changes: list[str] = []
    extensions.install(lab)
    settings.state.mkdir()
    guard = threading.Lock()
    keeper = Keeper(settings.state / "state.pickle", guard)
    keeper.start()
    bootstrap.ensure_user(ACCOUNT, REGION, settings.credentials)
    app = Gateway(
        DomainDispatcherApplication(create_backend_app),
        ACCOUNT,
        guard,
        keeper,
        changes.append,
    )
    server = Endpoint("127.0.0.1", 0, app, server_context(settings))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Emulator(lab, guard, keeper, f"http://127.0.0.1:{server.server_port}", changes)
    server.shutdown()
    thread.join()
    BackendDict.reset()
