"""Measures the lab as a user meets it: build, start, a run without changes, memory, stop.

Prints one Markdown row per measure. ``--cold`` first builds everything into an empty cache
(about 40 minutes); without it the artifacts must be cached already.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
GIB = 1024**3


class DiskWatch:
    """Largest use of a file system above its use at the start, in bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._before = shutil.disk_usage(path).used
        self._stop = threading.Event()
        self.peak = 0

    def _watch(self) -> None:
        while not self._stop.wait(2):
            self.peak = max(self.peak, shutil.disk_usage(self._path).used - self._before)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch while the block runs."""
        thread = threading.Thread(target=self._watch)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()


def timed(*command: str) -> float:
    """Seconds that a command takes; its output is shown. Ends the benchmark if it fails."""
    start = time.monotonic()
    subprocess.run(command, cwd=ROOT, check=True)
    return time.monotonic() - start


def folder_size(path: Path) -> int:
    """Bytes that a folder takes on disk, each file counted once."""
    output = subprocess.run(
        ["du", "--summarize", "--block-size=1", str(path)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return int(output.split()[0])


def lab_memory() -> int:
    """Proportional memory, in bytes, of all processes in the lab's process namespaces."""
    ours = Path("/proc/self/ns/pid").readlink()
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "ns/pid").readlink() == ours:
                continue
            rollup = (process / "smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        total += sum(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))
    return total * 1024


def row(measure: str, seen: str, reach: str) -> None:
    """Print one row of the result."""
    sys.stdout.write(f"| {measure} | {seen} | {reach} |\n")
    sys.stdout.flush()


def minutes(seconds: float) -> str:
    """Seconds as minutes."""
    return f"{seconds / 60:.1f} min"


def main() -> None:
    """Run all measures in the order in which a user meets them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", action="store_true", help="build into an empty cache first")
    arguments = parser.parse_args()
    rows: list[tuple[str, str, str]] = []
    timed("make", "lab-wipe")
    if arguments.cold:
        cache = Path(tempfile.mkdtemp(prefix="platform-lab-", dir="/var/tmp"))
        os.environ["PLATFORM_LAB_CACHE"] = str(cache)
        disk = DiskWatch(cache)
        with disk.running():
            cold = timed("make", "site")
        rows.append(("`make site`, nothing cached", minutes(cold), "≤ 40 min"))
        rows.append(("peak disk of that", f"{disk.peak / GIB:.1f} GiB", "≤ 25 GB"))
        rows.append(("cache kept", f"{folder_size(cache) / GIB:.1f} GiB", "≤ 6 GB"))
        timed("make", "lab-wipe")
    warm = timed("make", "site")
    rows.append(("`make site`, artifacts cached, no lab", minutes(warm), "≤ 6 min"))
    again = timed("ansible-playbook", "site.yml")
    rows.append(("`ansible-playbook site.yml` again", f"{again:.0f} s", "≤ 90 s"))
    rows.append(("memory of the lab", f"{lab_memory() / GIB:.2f} GiB", "≤ 4 GB"))
    down = timed("make", "lab-down")
    rows.append(("`make lab-down`", f"{down:.1f} s", "≤ 10 s"))
    back = timed("make", "site")
    rows.append(("`make site` after it, disks kept", minutes(back), "≤ 6 min"))
    row("measure", "seen", "reach")
    row("---", "---", "---")
    for measure in rows:
        row(*measure)


if __name__ == "__main__":
    main()
