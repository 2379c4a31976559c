"""Programs and commands on a running host."""

from __future__ import annotations

import subprocess

from platform_lab.hosts import lifecycle
from platform_lab.hosts.model import LabHost, Program
from platform_lab.hosts.supervisor import UP, Supervisor, program_file, render_program


def ensure_program(host: LabHost, program: Program) -> bool:
    """Have a program running as described; restart it where its description changed.

    Returns:
        Whether anything was done.

    Raises:
        LabError: the host does not run, or the program does not stay up.
    """
    supervisor = Supervisor(lifecycle.pid(host))
    file, text = program_file(host, program.name), render_program(program)
    changed = not file.exists() or file.read_text() != text
    if changed:
        file.touch(mode=0o600)
        file.write_text(text)
    if changed or program.name not in supervisor.states():
        supervisor.reload()
        changed = True
    if not program.autostart:
        return changed
    changed = changed or supervisor.states()[program.name] not in UP
    supervisor.start(program.name)
    return changed


def restart_program(host: LabHost, name: str) -> None:
    """Restart a program, for instance after its own configuration changed."""
    Supervisor(lifecycle.pid(host)).restart(name)


def remove_program(host: LabHost, name: str) -> bool:
    """Stop a program and take it off the host; its data stays.

    Returns:
        Whether it was there.
    """
    file = program_file(host, name)
    there = file.exists()
    file.unlink(missing_ok=True)
    if there and lifecycle.running(host):
        Supervisor(lifecycle.pid(host)).reload()
    return there


def program_states(host: LabHost) -> dict[str, str]:
    """State of each program of a running host, as supervisord names it."""
    return Supervisor(lifecycle.pid(host)).states()


def run(
    host: LabHost,
    argv: list[str],
    check: bool = True,
    input: str | None = None,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command on a host and wait for it.

    Args:
        host: a running host.
        argv: the command.
        check: whether a status other than 0 is an error.
        input: text for its standard input; none: it gets an empty one.
        timeout: seconds after which it is killed.

    Raises:
        LabError: the host does not run.
        subprocess.CalledProcessError: with ``check``, the command failed.
        subprocess.TimeoutExpired: it ran for too long.
    """
    return subprocess.run(
        [*enter(host), *argv],
        check=check,
        input=input if input is not None else "",
        timeout=timeout,
        capture_output=True,
        text=True,
    )


def enter(host: LabHost) -> list[str]:
    """Words before a command that make it run on a host, in the root folder there."""
    target = str(lifecycle.pid(host))
    return ["nsenter", "-t", target, "--mount", "--pid", "--net", "--uts", "--cgroup", "--wd"]
