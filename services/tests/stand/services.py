"""Gateway, auth, blog, their databases and Redis, started as the platform starts them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from service_kit.testing.postgres import Postgres
from service_kit.testing.programs import REPOSITORY, free_port
from service_kit.testing.redis import PASSWORD, Redis
from stand.process import Process

SERVICES = REPOSITORY / "services"
KIT = {"PYTHONPATH": str(SERVICES / "kit")}


class Stand:
    """Running services.

    Attributes:
        url: of the gateway; ``localhost``, because browsers keep secure cookies for it.
        redis: the one that the gateway counts in and the blog keeps answers in.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._stack = stack
        self.redis = Redis()
        self.redis.start()
        stack.callback(self.redis.stop)
        self._password = folder / "redis-password"
        self._password.write_text(PASSWORD)
        auth = self._python("auth", {"AUTH_SIGNING_KEYS_DIR": str(self._signing_keys())})
        blog = self._python("blog", self._redis("BLOG_CACHE"))
        self.url = self._gateway(auth, blog)

    def _redis(self, prefix: str) -> dict[str, str]:
        return {
            f"{prefix}_HOST": "127.0.0.1",
            f"{prefix}_PORT": str(self.redis.port),
            f"{prefix}_PASSWORD_FILE": str(self._password),
            f"{prefix}_TLS": "off",
            f"{prefix}_TIMEOUT": "2",
        }

    def _signing_keys(self) -> Path:
        folder = self._folder / "keys"
        folder.mkdir()
        key = ec.generate_private_key(ec.SECP256R1())
        text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "20260101T000000Z.pem").write_bytes(text)
        return folder

    def _python(self, name: str, more: dict[str, str]) -> str:
        """Start a FastAPI service over a database of its own; returns its address."""
        postgres = Postgres(name)
        self._stack.callback(postgres.remove)
        postgres.start()
        prefix, folder = f"{name.upper()}_", SERVICES / name
        owner = {f"{prefix}{key}".upper(): str(value) for key, value in postgres.owner().items()}
        user = {f"{prefix}{key}".upper(): str(value) for key, value in postgres.settings().items()}
        migrate = [sys.executable, "-m", "app.migrate"]
        subprocess.run(migrate, cwd=folder, env=os.environ | KIT | owner | more, check=True)
        port = free_port()
        place = {f"{prefix}LISTEN_ADDRESS": "127.0.0.1", f"{prefix}LISTEN_PORT": str(port)}
        process = self._run(name, [sys.executable, "-m", "app"], KIT | user | more | place)
        process.ready(f"http://127.0.0.1:{port}/readyz")
        return f"http://127.0.0.1:{port}"

    def _gateway(self, auth: str, blog: str) -> str:
        program = self._folder / "gateway"
        build = ["go", "build", "-o", str(program), "./cmd/gateway"]
        subprocess.run(build, cwd=SERVICES / "gateway", check=True)
        port, admin = free_port(), free_port()
        variables = {
            "GATEWAY_AUTH_URL": auth,
            "GATEWAY_BLOG_URL": blog,
            "GATEWAY_LISTEN_ADDRESS": "127.0.0.1",
            "GATEWAY_LISTEN_PORT": str(port),
            "GATEWAY_ADMIN_PORT": str(admin),
            "GATEWAY_DRAIN_TIME": "0.1",
            # All tests come from one address.
            "GATEWAY_CREDENTIALS_RATE_PER_MINUTE": "1000",
            "GATEWAY_RATE_PER_MINUTE": "100000",
        }
        process = self._run("gateway", [str(program)], variables | self._redis("GATEWAY_REDIS"))
        process.ready(f"http://127.0.0.1:{admin}/readyz")
        return f"http://localhost:{port}"

    def _run(self, name: str, command: list[str], variables: dict[str, str]) -> Process:
        process = Process(command, SERVICES / name, variables, self._folder / f"{name}.log")
        self._stack.callback(process.stop)
        return process


@contextmanager
def services(folder: Path) -> Iterator[Stand]:
    """Everything, until the block ends; logs stay in ``folder``."""
    with ExitStack() as stack:
        yield Stand(folder, stack)
