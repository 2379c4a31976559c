"""supervisord of a host: its files, and talking to it over its socket."""

from __future__ import annotations

import http.client
import re
import resource
import shlex
import time
import xmlrpc.client
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport  # type: ignore[import-untyped]

from platform_lab.errors import LabError
from platform_lab.hosts.model import LabHost, Program, host_state_dir

SOCKET = "/run/supervisor.sock"
UP = ("RUNNING", "STARTING")
LINES_SHOWN = 15


def render_daemon(folder: Path, open_files: int) -> str:
    """Configuration of supervisord itself.

    Args:
        folder: where this file and ``conf.d`` lie.
        open_files: limit of open files to ask for, for it and its programs.
    """
    return f"""\
[supervisord]
nodaemon=true
user=root
logfile=/var/log/supervisord.log
logfile_maxbytes=10MB
logfile_backups=1
pidfile=/run/supervisord.pid
minfds={open_files}

[unix_http_server]
file={SOCKET}

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{SOCKET}

[include]
files={_escape(str(folder))}/conf.d/*.conf
"""


def render_program(program: Program) -> str:
    """Configuration of one program.

    Raises:
        LabError: the program cannot be written in supervisord's format.
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]+", program.name):
        raise LabError(f"program name {program.name!r} has other characters than letters, digits")
    values = {
        "command": shlex.join(program.command),
        "environment": ",".join(
            f"{name}={_quote(value)}" for name, value in sorted(program.environment.items())
        ),
        "user": program.user or "root",
        "directory": program.directory,
        "autostart": str(program.autostart).lower(),
        "autorestart": "true",
        "startretries": "10",
        "stopsignal": program.stop_signal,
        "stopwaitsecs": "5",
        # The program's own children must not outlive it.
        "stopasgroup": "true",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"/var/log/{program.name}.log",
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "1",
    }
    verbatim = ("environment",)
    lines = [
        f"{key}={value if key in verbatim else _escape(value)}"
        for key, value in values.items()
        if value
    ]
    if any(re.search(r"\n|\s[;#]", line) for line in lines):
        raise LabError(f"program {program.name} has a line break or a comment sign in its words")
    return "\n".join([f"[program:{program.name}]", *lines, ""])


def write_daemon(host: LabHost) -> Path:
    """Write the host's supervisord.conf; programs already there stay."""
    folder = host_state_dir(host) / "supervisor"
    (folder / "conf.d").mkdir(parents=True, exist_ok=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    open_files = hard if 0 < hard < 2**20 else 2**20
    file = folder / "supervisord.conf"
    file.write_text(render_daemon(folder, open_files))
    return file


def program_file(host: LabHost, name: str) -> Path:
    """The file that makes a program part of the host."""
    return host_state_dir(host) / "supervisor" / "conf.d" / f"{name}.conf"


class Supervisor:
    """A running supervisord.

    Args:
        pid: process 1 of the host, as the machine counts.
    """

    def __init__(self, pid: int) -> None:
        # Through the process's own root: the machine sees another /run.
        self._socket = f"unix:///proc/{pid}/root{SOCKET}"

    @property
    def _call(self) -> Any:
        # A connection each time: the transport stays broken once one was refused.
        transport = SupervisorTransport(None, None, self._socket)
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport).supervisor

    def answers(self) -> bool:
        """Whether it runs and serves its socket."""
        try:
            return bool(self._call.getState()["statename"] == "RUNNING")
        except (OSError, xmlrpc.client.Error, http.client.HTTPException):
            return False

    def wait(self, seconds: float) -> bool:
        """Wait until it answers."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def reload(self) -> None:
        """Take up the files in conf.d: new, changed and removed programs."""
        added, changed, removed = self._call.reloadConfig()[0]
        for name in [*changed, *removed]:
            self._call.stopProcessGroup(name)
            self._call.removeProcessGroup(name)
        for name in [*added, *changed]:
            self._call.addProcessGroup(name)

    def states(self) -> dict[str, str]:
        """State of each program: RUNNING, STARTING, BACKOFF, STOPPED, FATAL…"""
        return {item["name"]: item["statename"] for item in self._call.getAllProcessInfo()}

    def start(self, name: str, seconds: float = 10.0) -> None:
        """Start a program and wait until it stays up.

        Raises:
            LabError: it ends again and again; the message carries the end of its log.
        """
        deadline = time.monotonic() + seconds
        while (state := self.states()[name]) != "RUNNING":
            if state in ("STOPPED", "EXITED"):
                self._call.startProcess(name, False)
            if state == "FATAL" or time.monotonic() > deadline:
                end = self.log(name)
                raise LabError(f"{name} does not stay up ({state}). Its log ends:\n{end}")
            time.sleep(0.05)

    def stop(self, name: str) -> None:
        """Stop a program and wait until it has ended."""
        self._call.stopProcess(name)

    def restart(self, name: str) -> None:
        """Stop a program if it runs, and start it."""
        if self.states()[name] in (*UP, "BACKOFF"):
            self._call.stopProcess(name)
        self._call.startProcess(name, False)
        self.start(name)

    def log(self, name: str) -> str:
        """The end of a program's log."""
        text: str = self._call.readProcessStdoutLog(name, -4000, 0)
        return "\n".join(text.splitlines()[-LINES_SHOWN:])


def _escape(value: str) -> str:
    """supervisord expands ``%(name)s``."""
    return value.replace("%", "%%")


def _quote(value: str) -> str:
    # supervisord also strips quotes at the ends of the value itself.
    if value.strip("'\"") != value or ('"' in value and "'" in value):
        raise LabError("an environment value holds quotes that supervisord cannot keep")
    mark = "'" if '"' in value else '"'
    return f"{mark}{_escape(value)}{mark}"
