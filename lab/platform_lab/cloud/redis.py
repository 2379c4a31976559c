"""The Redis servers behind ElastiCache."""

from __future__ import annotations

import hashlib
import shutil
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from platform_lab.cloud import inside, pki
from platform_lab.cloud.files import replace_if_new
from platform_lab.cloud.inside import REDIS, Programs
from platform_lab.cloud.instances import Cache
from platform_lab.cloud.pki import Pair
from platform_lab.errors import LabError
from platform_lab.hosts import Program

MAJOR = "7"
READY_SECONDS = 15.0
MEMORY = "64mb"
RESTRICTED = ("BGREWRITEAOF", "BGSAVE", "CONFIG", "DEBUG", "SAVE", "SHUTDOWN")


@dataclass(frozen=True)
class Redis:
    """Runs caches on this host.

    Attributes:
        root: folder with the files of Debian's packages.
        disk: folder of all caches.
        authority: the CA of their certificates.
        programs: this host's programs.
    """

    root: Path
    disk: Path
    authority: Pair
    programs: Programs

    def ensure(self, cache: Cache) -> None:
        """Have the cache as described; returns once it answers on its address.

        Raises:
            LabError: it does not start or does not answer.
        """
        folder = self.disk / cache.identity
        REDIS.ensure()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tls = Pair(folder / "server.crt", folder / "server.key")
        pki.server(self.authority, tls, [*cache.names, cache.address])
        ca = folder / "ca.crt"
        replace_if_new(ca, self.authority.certificate.read_text())
        config = render_config(cache, folder)
        replace_if_new(folder / "redis.conf", config)
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, REDIS.uid, REDIS.uid)
        digest = hashlib.sha256(config.encode() + tls.certificate.read_bytes()).hexdigest()[:12]
        inside.ensure_address(cache.address)
        self.programs.ensure(self._program(cache, folder, f"{digest}-{cache.restarts}"))
        self._await(cache, ca)

    def remove(self, identity: str) -> None:
        """Delete the files of a cache; its program has ended."""
        shutil.rmtree(self.disk / identity)

    def _program(self, cache: Cache, folder: Path, version: str) -> Program:
        libraries = self.root / "usr" / "lib" / "x86_64-linux-gnu"
        binary = self.root / "usr" / "bin" / "redis-server"
        return Program(
            name=cache.program,
            command=[*REDIS.words(), str(binary), str(folder / "redis.conf")],
            environment={"LD_LIBRARY_PATH": str(libraries), "CNP_VERSION": version},
            autostart=False,
        )

    def _await(self, cache: Cache, ca: Path) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                if ping(cache, ca):
                    return
                problem = "it does not answer PING"
            except OSError as error:
                problem = str(error)
            if time.monotonic() > deadline:
                raise LabError(f"{cache.program} does not answer on {cache.address}: {problem}")
            time.sleep(0.1)


def version(root: Path) -> str:
    """Version of the Redis under ``root``, such as ``7.0.15``."""
    done = subprocess.run(
        [str(root / "usr" / "bin" / "redis-server"), "--version"],
        capture_output=True,
        text=True,
        check=True,
        env={"LD_LIBRARY_PATH": str(root / "usr" / "lib" / "x86_64-linux-gnu")},
    )
    return done.stdout.partition("v=")[2].split()[0]


def ping(cache: Cache, ca: Path) -> bool:
    """Whether the cache answers a client that trusts the lab's CA and knows the token.

    Raises:
        OSError: it cannot be reached, or its certificate is not for its name.
    """
    with socket.create_connection((cache.address, cache.port), timeout=2) as plain:
        link = plain
        if cache.tls:
            context = ssl.create_default_context(cafile=str(ca))
            link = context.wrap_socket(plain, server_hostname=cache.names[0])
        with link:
            if cache.token:
                link.sendall(command("AUTH", cache.token))
                if not link.recv(256).startswith(b"+OK"):
                    return False
            link.sendall(command("PING"))
            return link.recv(256).startswith(b"+PONG")


def command(*words: str) -> bytes:
    """A command in Redis's protocol."""
    parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
    return f"*{len(words)}\r\n{''.join(parts)}".encode()


def render_config(cache: Cache, folder: Path) -> str:
    """redis.conf; like a cache node of AWS it keeps nothing on disk.

    Raises:
        LabError: the token cannot be written into the file.
    """
    if set(cache.token) & set('"\\\n'):
        raise LabError("the AUTH token holds a quote, a backslash or a line break")
    lines = [
        f"bind {cache.address}",
        f"dir {folder}",
        'save ""',
        "appendonly no",
        f"maxmemory {MEMORY}",
        "maxmemory-policy volatile-lru",
        # As AWS keeps them from its users.
        *(f'rename-command {name} ""' for name in RESTRICTED),
    ]
    if cache.tls:
        lines += [
            "port 0",
            f"tls-port {cache.port}",
            f"tls-cert-file {folder / 'server.crt'}",
            f"tls-key-file {folder / 'server.key'}",
            f"tls-ca-cert-file {folder / 'ca.crt'}",
            "tls-auth-clients no",
            "tls-replication yes",
        ]
    else:
        lines += [f"port {cache.port}", "protected-mode no"]
    if cache.token:
        lines += [f'requirepass "{cache.token}"', f'masterauth "{cache.token}"']
    if cache.primary:
        lines.append(f"replicaof {cache.primary} {cache.port}")
    return "\n".join([*lines, ""])
