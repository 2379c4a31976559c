"""Runs all who can apply Kubernetes objects side by side and prints a Markdown table.

They meet on one bare API server (etcd with fsync) and apply the same objects, each time into new
namespaces, in an order that rotates with the runs; the table shows medians.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "lab")]

from benchmarks.engine import cases, report  # noqa: E402
from benchmarks.engine.arena import Arena  # noqa: E402
from benchmarks.engine.figures import Seen  # noqa: E402
from benchmarks.engine.versions import versions  # noqa: E402

from kube.server import KubeServer  # noqa: E402


@contextmanager
def arena() -> Iterator[Arena]:
    """A running server in a scratch folder, without which nothing is left."""
    with tempfile.TemporaryDirectory(prefix="engine-benchmark-", dir="/var/tmp") as name:
        folder = Path(name)
        (folder / "server").mkdir()
        server = KubeServer(folder / "server")
        try:
            server.start()
            server.kubeconfig()
            yield Arena(server, folder)
        finally:
            server.stop()


def arguments() -> argparse.Namespace:
    """What the user asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only",
        action="append",
        choices=list(cases.CASES),
        help="only this case; may be given again",
    )
    parser.add_argument(
        "--contestant", action="append", default=[], help="only names with this text"
    )
    parser.add_argument("--objects", type=int, default=500, help="objects of a set (500)")
    parser.add_argument("--runs", type=int, default=3, help="runs, of which the median counts (3)")
    parser.add_argument("--json", type=Path, help="write every single figure to this file")
    return parser.parse_args()


def main() -> None:
    """Run the cases and print what was seen."""
    asked = arguments()
    started = time.monotonic()

    def progress(text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - started:6.0f} s  {text}\n")

    plan = cases.Plan(asked.objects, asked.runs, asked.contestant, progress)
    seen = Seen()
    with arena() as place:
        about = versions(place)
        for name in asked.only or cases.CASES:
            progress(name)
            cases.CASES[name](place, plan, seen)
    if asked.json:
        asked.json.write_text(json.dumps({"versions": about, **seen.as_json()}, indent=1))
    sys.stdout.write(report.render(about, seen))
    if seen.failures:
        raise SystemExit(f"failed: {'; '.join(seen.failures)}")


if __name__ == "__main__":
    main()
