"""Runs the programs that build things, with a log for each part."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from platform_lab import paths
from platform_lab.errors import LabError

TAIL_LINES = 15


def log_file(part: str) -> Path:
    """Where the output of building ``part`` goes."""
    folder = paths.cache_dir() / "logs"
    folder.mkdir(exist_ok=True)
    return folder / f"{part.replace('/', '_').replace(':', '_')}.log"


def logged(
    part: str,
    argv: Sequence[str | Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> None:
    """Run a program for ``part``; its output is added to the part's log.

    Args:
        part: names the log.
        argv: program and arguments.
        cwd: folder to run in.
        env: its whole environment; None for this process's own.
        quiet: whether to leave standard output out of the log.

    Raises:
        LabError: it is missing or failed; tells the last lines of its output.
    """
    log = log_file(part)
    words = [str(word) for word in argv]
    with log.open("ab") as out:
        out.write(f"$ {' '.join(words)}\n".encode())
        out.flush()
        start = out.tell()
        try:
            status = subprocess.run(
                words,
                cwd=cwd,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if quiet else out,
                stderr=out,
            ).returncode
        except FileNotFoundError as error:
            raise missing(words[0]) from error
    if status:
        raise LabError(
            f"{part}: {words[0]} failed with status {status}:\n{tail(log, start)}",
            hint=f"The whole log is {log}. The same command goes on from here",
        )


def output(argv: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """What a program writes to standard output.

    Raises:
        LabError: it is missing or failed.
    """
    words = [str(word) for word in argv]
    try:
        done = subprocess.run(words, env=env, stdin=subprocess.DEVNULL, capture_output=True)
    except FileNotFoundError as error:
        raise missing(words[0]) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace") or done.stdout.decode(errors="replace")
        raise LabError(f"{' '.join(words)} failed with status {done.returncode}: {said.strip()}")
    return done.stdout.decode(errors="replace")


def missing(program: str) -> LabError:
    """The error for a program that is not installed."""
    hints = {"go": "Install Go 1.26 or newer", "gcc": "apt-get install gcc libc6-dev"}
    return LabError(f"{program} is not on PATH", hints.get(program, f"apt-get install {program}"))


def tail(log: Path, start: int = 0) -> str:
    """The last lines of a log that were written after byte ``start``."""
    with log.open("rb") as lines:
        lines.seek(start)
        text = lines.read().decode(errors="replace")
    return "\n".join(f"  {line}" for line in text.splitlines()[-TAIL_LINES:])
