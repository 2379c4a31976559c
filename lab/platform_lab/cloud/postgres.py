"""The PostgreSQL servers behind RDS."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from platform_lab.cloud import inside, pki
from platform_lab.cloud.files import replace, replace_if_new
from platform_lab.cloud.inside import POSTGRES, Programs
from platform_lab.cloud.instances import Database
from platform_lab.cloud.pki import Pair
from platform_lab.errors import LabError
from platform_lab.hosts import Program

ADMIN = "rdsadmin"
MAJOR = "15"
READY_SECONDS = 30.0
# What the lab decides, whatever a parameter group says.
_OURS = re.compile(r"(rds\..*|ssl.*|listen_addresses|port|unix_socket.*|.*_file|data_directory)")
# Values with braces are formulas over the size of AWS's machine.
_PLAIN = re.compile(r"[^'{}\\\n]*")


@dataclass(frozen=True)
class Postgres:
    """Runs databases on this host.

    Attributes:
        root: folder with the files of Debian's packages.
        disk: folder of all databases.
        authority: the CA of their certificates.
        programs: this host's programs.
    """

    root: Path
    disk: Path
    authority: Pair
    programs: Programs

    def ensure(self, database: Database) -> None:
        """Have the database as described; returns once it accepts connections.

        Raises:
            LabError: a step failed; the message says which one.
        """
        folder = self.disk / database.identity
        POSTGRES.ensure()
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        tls = Pair(folder / "server.crt", folder / "server.key")
        names = [*database.names, database.address]
        renewed = pki.server(self.authority, tls, names)
        if not (folder / "initialized").exists():
            self._initialize(folder)
        for path in (folder, tls.certificate, tls.key):
            shutil.chown(path, POSTGRES.uid, POSTGRES.uid)
        config = render_config(database, folder)
        rules = render_rules(database.force_tls)
        replace_if_new(folder / "postgresql.conf", config, mode=0o644)
        replace_if_new(folder / "pg_hba.conf", rules, mode=0o644)
        digest = hashlib.sha256(f"{config}{rules}".encode()).hexdigest()[:12]
        program = self._program(database, folder, f"{digest}-{database.restarts}")
        inside.ensure_address(database.address)
        started = self.programs.ensure(program, running=not database.stopped)
        if database.stopped:
            return
        if renewed and not started:
            self._sql(folder, "SELECT pg_reload_conf();")
        self._await(folder)
        self._ensure_master(database, folder)

    def remove(self, identity: str) -> None:
        """Delete the data of a database; its program has ended."""
        shutil.rmtree(self.disk / identity)

    def _initialize(self, folder: Path) -> None:
        """Make an empty cluster; what an interrupted attempt left is cleared away."""
        data = folder / "data"
        if data.exists():
            shutil.rmtree(data)
        data.mkdir(mode=0o700)
        shutil.chown(data, POSTGRES.uid, POSTGRES.uid)
        words = ["initdb", "-D", str(data), "-U", ADMIN, "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run([*words, "--auth=reject", "--data-checksums", "--no-instructions"])
        (folder / "initialized").touch()

    def _program(self, database: Database, folder: Path, version: str) -> Program:
        return Program(
            name=database.program,
            command=[
                *POSTGRES.words(),
                str(self._binary("postgres")),
                "-D",
                str(folder / "data"),
                f"--config-file={folder / 'postgresql.conf'}",
            ],
            # The version makes supervisord restart it where its files changed.
            environment=self._environment() | {"CNP_VERSION": version},
            # The emulator starts it, which sees to its account and address first.
            autostart=False,
            # A fast shutdown: sessions are ended, nothing is lost.
            stop_signal="INT",
        )

    def _await(self, folder: Path) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                self._sql(folder, "SELECT 1;")
                return
            except LabError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _ensure_master(self, database: Database, folder: Path) -> None:
        """Have the master user with this password, once for each new wish."""
        wish = f"{database.user}\n{database.password}\n{database.database}"
        done, digest = folder / "master", hashlib.sha256(wish.encode()).hexdigest()
        if done.exists() and done.read_text() == digest:
            return
        self._sql(folder, master_sql(database.user, database.password, database.database))
        replace(done, digest.encode())

    def _sql(self, folder: Path, text: str) -> None:
        words = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(folder / "data")]
        self._run([*words, "-U", ADMIN, "-d", "postgres", "-f", "-"], text)

    def _run(self, words: list[str], text: str = "") -> None:
        command = [*POSTGRES.words(), str(self._binary(words[0])), *words[1:]]
        done = subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin"} | self._environment(),
            check=False,
        )
        if done.returncode:
            raise LabError(f"{words[0]} failed: {done.stderr.strip()[-2000:]}")

    def _binary(self, name: str) -> Path:
        return self.root / "usr" / "lib" / "postgresql" / MAJOR / "bin" / name

    def _environment(self) -> dict[str, str]:
        libraries = self.root / "usr" / "lib" / "x86_64-linux-gnu"
        return {"LD_LIBRARY_PATH": str(libraries), "TZ": "UTC"}


def version(root: Path) -> str:
    """Version of the PostgreSQL under ``root``, such as ``15.14``."""
    binary = root / "usr" / "lib" / "postgresql" / MAJOR / "bin" / "postgres"
    libraries = root / "usr" / "lib" / "x86_64-linux-gnu"
    done = subprocess.run(
        [str(binary), "--version"],
        capture_output=True,
        text=True,
        check=True,
        env={"LD_LIBRARY_PATH": str(libraries)},
    )
    return done.stdout.split()[2]


def render_config(database: Database, folder: Path) -> str:
    """postgresql.conf: the parameter group's settings, then the lab's own."""
    asked = {
        name: value
        for name, value in database.parameters.items()
        if not _OURS.fullmatch(name) and _PLAIN.fullmatch(value)
    }
    settings = {
        # Small, as many servers share one machine.
        "shared_buffers": "16MB",
        "max_connections": "100",
        "max_wal_size": "256MB",
        **asked,
        "listen_addresses": database.address,
        "port": str(database.port),
        # In the data folder, which nobody else may enter.
        "unix_socket_directories": str(folder / "data"),
        "hba_file": str(folder / "pg_hba.conf"),
        "ssl": "on",
        "ssl_cert_file": str(folder / "server.crt"),
        "ssl_key_file": str(folder / "server.key"),
        "ssl_min_protocol_version": "TLSv1.2",
        "password_encryption": "scram-sha-256",
        # Its compiler is 100 MB that short queries never need.
        "jit": "off",
    }
    return "".join(f"{name} = '{value}'\n" for name, value in sorted(settings.items()))


def render_rules(force_tls: bool) -> str:
    """pg_hba.conf: passwords over TLS from everywhere; the administrator by the socket only."""
    kind = "hostssl" if force_tls else "host"
    return (
        f"local all {ADMIN} trust\nhost all {ADMIN} all reject\n{kind} all all all scram-sha-256\n"
    )


def master_sql(user: str, password: str, database: str) -> str:
    """Statements that make the master user what it is on RDS: strong, but no superuser."""
    role, secret = _name(user), _text(password)
    lines = [
        "SET log_min_error_statement = panic;",
        "SELECT 'CREATE ROLE rds_superuser NOLOGIN CREATEDB CREATEROLE' WHERE NOT EXISTS "
        "(SELECT FROM pg_roles WHERE rolname = 'rds_superuser') \\gexec",
        "GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION;",
        f"SELECT format('CREATE ROLE %I', {_text(user)}) WHERE NOT EXISTS "  # noqa: S608 (quoted)
        f"(SELECT FROM pg_roles WHERE rolname = {_text(user)}) \\gexec",
        f"ALTER ROLE {role} LOGIN CREATEDB CREATEROLE PASSWORD {secret};",
        f"GRANT rds_superuser TO {role};",
        f"ALTER DATABASE postgres OWNER TO {role};",
    ]
    if database:
        lines.append(
            f"SELECT format('CREATE DATABASE %I OWNER %I', {_text(database)}, "  # noqa: S608 (quoted)
            f"{_text(user)}) "
            f"WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = {_text(database)}) \\gexec"
        )
    return "\n".join([*lines, ""])


def _text(value: str) -> str:
    """An SQL string; a backslash would be read by psql only in an E'' string."""
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'
