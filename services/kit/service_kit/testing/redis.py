"""A Redis of the test run's own."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

from service_kit.testing.certificate import Certificate
from service_kit.testing.programs import Program, free_port

PASSWORD = "redis-of-the-tests"  # noqa: S105 (of a server that lives as long as the tests)
PATIENCE = 20.0  # seconds until it answers


class Redis:
    """A server on a free local port that keeps nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self._program = Program("redis", Path("/usr/bin/redis-server"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, tls: Certificate | None = None) -> None:
        """Start the server, empty, and wait until it takes connections.

        Args:
            tls: makes it take encrypted connections only.
        """
        words = ["--bind", "127.0.0.1", "--appendonly", "no", "--daemonize", "no"]
        words += ["--save", "", "--requirepass", PASSWORD]
        if tls:
            words += ["--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no"]
            words += ["--tls-cert-file", str(tls.certificate), "--tls-key-file", str(tls.key)]
        else:
            words += ["--port", str(self.port)]
        self._process = subprocess.Popen(
            [self._program.path, *words],
            env=self._program.environment,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("Redis did not start")

    def hang(self, hangs: bool = True) -> None:
        """Let the server answer nothing although its port is open, or go on."""
        assert self._process  # noqa: S101 (it was started)
        self._process.send_signal(signal.SIGSTOP if hangs else signal.SIGCONT)

    def stop(self) -> None:
        """Kill the server, as an outage does; connections break."""
        if self._process:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None
