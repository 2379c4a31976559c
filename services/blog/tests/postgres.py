"""A PostgreSQL of the test run's own, made as the platform makes its database service."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
DB_SERVICE = REPOSITORY / "k8s" / "services" / "db-service" / "base"
SYSTEM_BIN = Path("/usr/lib/postgresql/15/bin")
OWNER_PASSWORD = "owner-of-the-tests"
USER_PASSWORD = "user-of-the-tests"


class Postgres:
    """A server on a free local port, with the database ``blog`` and its two users.

    It runs as ``nobody`` where the tests run as root, whom PostgreSQL refuses.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="blog-postgres-"))
        self.port = _free_port()
        self._bin = _binaries()
        self._user = "nobody" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._lay_out()
        self.prepare()

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def data(self) -> Path:
        """Folder of the cluster."""
        return self.folder / "data"

    def start(self, *options: str) -> None:
        """Start the server, and wait until it answers."""
        place = [
            f"-D{self.data}",
            f"-p{self.port}",
            f"-k{self.folder}",
            "-clisten_addresses=127.0.0.1",
        ]
        self._process = subprocess.Popen(
            [self._bin / "postgres", *place, "-cfsync=off", *options],
            user=self._user,
            env=self._environment(),
            stderr=self._log.open("ab"),
        )
        for _ in range(100):
            ready = self._run(
                "pg_isready", "-q", "-t1", "-h127.0.0.1", f"-p{self.port}", check=False
            )
            if ready.returncode == 0:
                return
        raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()}")

    def stop(self) -> None:
        """Stop the server; connections break."""
        if self._process:
            self._run("pg_ctl", "stop", "-s", "-w", "-mfast", "-D", str(self.data))
            self._process.wait(timeout=30)
            self._process = None

    def remove(self) -> None:
        """Stop the server, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def prepare(self) -> None:
        """Run the database service's own preparation; the server must not run."""
        self._run("bash", str(self.folder / "prepare.sh"))

    def _lay_out(self) -> None:
        users = self.folder / "users"
        users.mkdir()
        (users / "blog_owner").write_text(OWNER_PASSWORD)
        (users / "blog").write_text(USER_PASSWORD)
        for name in ("prepare.sh", "prepare.sql"):
            shutil.copy(DB_SERVICE / name, self.folder)
        for path in (self.folder, *self.folder.rglob("*")):
            self.own(path)

    def own(self, path: Path) -> None:
        """Give a file to the server's user."""
        if self._user:
            shutil.chown(path, self._user)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        # To a file: a server that the script started would hold a pipe open.
        with self._log.open("ab") as log:
            done = subprocess.run(
                command,
                user=self._user,
                env=self._environment(),
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        if check and done.returncode:
            raise RuntimeError(f"{command[0]} failed: {self._log.read_text()}")
        return done

    def _environment(self) -> dict[str, str]:
        libraries = self._bin.parents[3] / "lib" / "x86_64-linux-gnu"
        return {
            "PATH": f"{self._bin}:/usr/bin:/bin",
            "LD_LIBRARY_PATH": "" if self._bin == SYSTEM_BIN else str(libraries),
            "HOME": str(self.folder),
            "USER": self._user or pwd.getpwuid(os.geteuid()).pw_name,
            "POSTGRES_BIN": str(self._bin),
            "PGDATA": str(self.data),
            "DATABASES": "blog",
            "USERS_DIR": str(self.folder / "users"),
            "SQL_FILE": str(self.folder / "prepare.sql"),
            "SOCKET_DIR": str(self.folder),
        }


def _binaries() -> Path:
    """Where the programs of PostgreSQL 15 lie: on the machine, or in the lab's cache."""
    if (SYSTEM_BIN / "postgres").exists():
        return SYSTEM_BIN
    command = [sys.executable, "-m", "platform_lab", "build", "postgresql"]
    built = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return Path(built["artifacts"]["postgresql"]) / "root" / SYSTEM_BIN.relative_to("/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
