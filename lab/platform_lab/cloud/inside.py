"""The host ``cloud`` as a program on it sees it: supervisord, addresses, accounts."""

from __future__ import annotations

import contextlib
import json
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from platform_lab.hosts import LabHost, Program
from platform_lab.hosts.links import BRIDGE
from platform_lab.hosts.supervisor import UP, Supervisor, program_file, render_program


@dataclass(frozen=True)
class Account:
    """An account that exists on this host only, for programs that refuse to run as root."""

    name: str
    uid: int

    def ensure(self) -> None:
        """Have the account; the host's files start afresh with it, so it may be missing."""
        with contextlib.suppress(KeyError):
            pwd.getpwnam(self.name)
            return
        with Path("/etc/passwd").open("a") as file:
            file.write(f"{self.name}:x:{self.uid}:{self.uid}::/nonexistent:/usr/sbin/nologin\n")
        with Path("/etc/group").open("a") as file:
            file.write(f"{self.name}:x:{self.uid}:\n")

    def words(self) -> list[str]:
        """Words before a command that make it run as this account.

        Not supervisord's own ``user``: it refuses to start where the account is missing yet.
        """
        identity = str(self.uid)
        return ["setpriv", "--reuid", identity, "--regid", identity, "--clear-groups"]


POSTGRES = Account("cnp-postgres", 64990)
REDIS = Account("cnp-redis", 64991)


class Programs:
    """Programs that the emulator starts and ends beside itself.

    Args:
        host: the host this runs on.
    """

    def __init__(self, host: LabHost) -> None:
        self._host = host
        # Seen from the host itself, supervisord is process 1.
        self._supervisor = Supervisor(1)

    def ensure(self, program: Program, running: bool = True) -> bool:
        """Have a program as described, running or stopped.

        Returns:
            Whether anything was done.

        Raises:
            LabError: it does not stay up; the message carries the end of its log.
        """
        file, text = program_file(self._host, program.name), render_program(program)
        changed = not file.exists() or file.read_text() != text
        if changed:
            file.touch(mode=0o600)
            file.write_text(text)
        if changed or program.name not in self._supervisor.states():
            self._supervisor.reload()
            changed = True
        state = self._supervisor.states()[program.name]
        up = state in UP
        if running and state == "FATAL":
            self._supervisor.restart(program.name)
        elif running:
            self._supervisor.start(program.name)
        elif up:
            self._supervisor.stop(program.name)
        return changed or up != running

    def remove(self, name: str) -> None:
        """Stop a program and forget it."""
        file = program_file(self._host, name)
        if file.exists():
            file.unlink()
            self._supervisor.reload()

    def up(self) -> set[str]:
        """Names of the programs that run."""
        return {name for name, state in self._supervisor.states().items() if state in UP}

    def named(self, prefix: str) -> set[str]:
        """Names of the programs that begin with ``prefix``."""
        folder = program_file(self._host, "any").parent
        return {file.stem for file in folder.glob(f"{prefix}*.conf")}


def ensure_address(address: str) -> None:
    """Have an address on this host, beside its own."""
    subprocess.run(["ip", "addr", "replace", f"{address}/32", "dev", BRIDGE], check=True)


def remove_address(address: str) -> None:
    """Take an address off this host."""
    subprocess.run(["ip", "addr", "del", f"{address}/32", "dev", BRIDGE], check=True)


def extra_addresses() -> set[str]:
    """Addresses that ``ensure_address`` put on this host."""
    done = subprocess.run(
        ["ip", "-4", "-json", "addr", "show", "dev", BRIDGE],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)[0]["addr_info"]
    return {item["local"] for item in found if item["prefixlen"] == 32}
