"""A service's programs as its container runs them: a process, a socket, signals."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from httpx import AsyncClient, ConnectError
from pydantic import SecretStr

from service_kit.settings import ProgramSettings
from service_kit.testing.programs import REPOSITORY, free_port

OUTPUT = 1024 * 1024  # bytes of logs that fit
KIT = REPOSITORY / "services" / "kit"


class Server:
    """``python -m app`` on a free port.

    Args:
        service: folder of the service.
        settings: what it is started with, but for the address.
        variables: more of its environment.
    """

    def __init__(
        self, service: Path, settings: ProgramSettings, variables: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        place = {"listen_address": "127.0.0.1", "listen_port": self.port}
        placed = environment(settings.model_copy(update=place))
        self.process = run_module(service, "app", placed | dict(variables or {}))
        self.client = AsyncClient(base_url=self.address, timeout=20)

    async def ready(self) -> None:
        """Return as soon as requests can be served.

        Raises:
            RuntimeError: the server ended, or is not ready after 20 seconds.
        """
        for _ in range(200):
            try:
                if (await self.client.get("/readyz")).status_code == 200:
                    return
            except ConnectError:
                if self.process.poll() is not None:
                    break
            await asyncio.sleep(0.1)
        self.process.kill()
        raise RuntimeError(f"the server did not start: {self.process.communicate()}")

    async def close(self) -> None:
        """End the server."""
        await self.client.aclose()
        self.process.terminate()  # not killed: its worker would live on
        await asyncio.to_thread(self.process.communicate, timeout=30)


def environment(settings: ProgramSettings) -> dict[str, str]:
    """Environment variables that say the same as ``settings``."""
    fields = type(settings).model_fields
    prefix = type(settings).model_config.get("env_prefix", "")
    return {
        str(fields[name].validation_alias or f"{prefix}{name}".upper()): _text(value)
        for name, value in settings
        if name in settings.model_fields_set
    }


def run_module(service: Path, name: str, variables: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start ``python -m name`` in a service's folder."""
    return subprocess.Popen(
        [sys.executable, "-m", name],
        cwd=service,
        env=os.environ | {"PYTHONPATH": str(KIT)} | dict(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Nobody reads while it runs; a full pipe would stop it at its next log line.
        pipesize=OUTPUT,
    )


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
