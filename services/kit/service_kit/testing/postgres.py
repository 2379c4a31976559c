"""A PostgreSQL of the test run's own, made as the platform makes its database service."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from service_kit.testing.programs import REPOSITORY, Program, free_port

DB_SERVICE = REPOSITORY / "k8s" / "services" / "db-service" / "base"
OWNER_PASSWORD = "owner-of-the-tests"  # noqa: S105 (of a server that lives as long as the tests)
USER_PASSWORD = "user-of-the-tests"  # noqa: S105


class Postgres:
    """A server on a free local port, with one database and its two users.

    It runs as ``nobody`` where the tests run as root, whom PostgreSQL refuses.

    Args:
        database: its name; ``<database>_owner`` owns the tables, ``<database>`` uses them.
    """

    def __init__(self, database: str) -> None:
        self.database = database
        self.folder = Path(tempfile.mkdtemp(prefix=f"{database}-postgres-"))
        self.port = free_port()
        self._program = Program("postgresql", Path("/usr/lib/postgresql/15/bin/postgres"))
        self._user = "nobody" if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self._lay_out()
        self.prepare()

    def settings(self, user: str = "", password: str = USER_PASSWORD) -> dict[str, object]:
        """Settings of a service that lead here; by default as the user that reads and writes."""
        return {
            "database_host": "127.0.0.1",
            "database_port": self.port,
            "database_name": self.database,
            "database_user": user or self.database,
            "database_password": password,
            "database_tls": "off",
        }

    def owner(self) -> dict[str, object]:
        """Settings of the migrations."""
        return self.settings(f"{self.database}_owner", OWNER_PASSWORD)

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
            [self._program.path, *place, "-cfsync=off", *options],
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

    def __enter__(self) -> Self:
        """Start the server with its empty database."""
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing of it behind."""
        self.remove()

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
        (users / f"{self.database}_owner").write_text(OWNER_PASSWORD)
        (users / self.database).write_text(USER_PASSWORD)
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
        return self._program.environment | {
            "HOME": str(self.folder),
            "USER": self._user or pwd.getpwuid(os.geteuid()).pw_name,
            "POSTGRES_BIN": str(self._program.path.parent),
            "PGDATA": str(self.data),
            "DATABASES": self.database,
            "USERS_DIR": str(self.folder / "users"),
            "SQL_FILE": str(self.folder / "prepare.sql"),
            "SOCKET_DIR": str(self.folder),
        }
