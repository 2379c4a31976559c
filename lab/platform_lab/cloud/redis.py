"""The Redis servers behind ElastiCache."""

from __future__ import annotations

import hashlib
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from platform_lab.cloud import inside, pki, redis_users
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
        replace_if_new(folder / "users.acl", redis_users.render(cache))
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, REDIS.uid, REDIS.uid)
        digest = hashlib.sha256(config.encode() + tls.certificate.read_bytes()).hexdigest()[:12]
        inside.ensure_address(cache.address)
        program = self._program(cache, folder, f"{digest}-{cache.restarts}")
        self.programs.ensure(program)
        self._await(cache, ca)
        if not self._enter_tokens(cache, ca):
            # It runs with tokens of a time that nobody here remembers.
            self.programs.remove(program.name)
            self.programs.ensure(program)
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

    def _enter_tokens(self, cache: Cache, ca: Path) -> bool:
        """Bring changed tokens in without a restart, which would empty the cache."""
        with closing(Link(cache, ca)) as link:
            return redis_users.enter(cache, link)

    def _await(self, cache: Cache, ca: Path) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                with closing(Link(cache, ca)) as link:
                    # Without a token it answers -NOAUTH once it serves.
                    if link("PING").startswith((b"+PONG", b"-NOAUTH")):
                        return
                problem = "it does not answer PING"
            except OSError as error:
                problem = str(error)
            if time.monotonic() > deadline:
                raise LabError(f"{cache.program} does not answer on {cache.address}: {problem}")
            time.sleep(0.1)


class Link:
    """A connection to a cache, over TLS that the lab's CA vouches for where the cache has it.

    Raises:
        OSError: it cannot be reached, or its certificate is not for its name.
    """

    def __init__(self, cache: Cache, ca: Path) -> None:
        self._socket = socket.create_connection((cache.address, cache.port), timeout=2)
        if cache.tls:
            context = ssl.create_default_context(cafile=str(ca))
            self._socket = context.wrap_socket(self._socket, server_hostname=cache.names[0])

    def __call__(self, *words: str) -> bytes:
        """Send a command; the first bytes of the answer."""
        self._socket.sendall(command(*words))
        return self._socket.recv(256)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()


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


def command(*words: str) -> bytes:
    """A command in Redis's protocol."""
    parts = [f"${len(word.encode())}\r\n{word}\r\n" for word in words]
    return f"*{len(words)}\r\n{''.join(parts)}".encode()


def render_config(cache: Cache, folder: Path) -> str:
    """redis.conf; like a cache node of AWS it keeps nothing on disk."""
    lines = [
        f"bind {cache.address}",
        f"dir {folder}",
        'save ""',
        "appendonly no",
        # A replica gets its copy at once: nobody waits for a second one.
        "repl-diskless-sync-delay 0",
        f"maxmemory {MEMORY}",
        "maxmemory-policy volatile-lru",
        f"aclfile {folder / 'users.acl'}",
        f"masteruser {redis_users.REPLICA}",
        f"masterauth {cache.replication}",
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
    if cache.primary:
        lines.append(f"replicaof {cache.primary} {cache.port}")
    return "\n".join([*lines, ""])
