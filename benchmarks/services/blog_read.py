"""Measures a read of the blog with a warm cache beside a bare FastAPI handler of the same bytes.

Both run in the same server with one worker, on one core; Redis, PostgreSQL and the loader have the
other. They take turns, so what else the machine does meets both. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "services"
sys.path += [str(ROOT), str(SERVICES / "kit"), str(SERVICES / "blog")]

from app.migrate import SCRIPTS  # noqa: E402 (found by the line above)
from app.settings import Settings  # noqa: E402
from benchmarks.services import load  # noqa: E402
from service_kit.migrations import migrate  # noqa: E402
from service_kit.testing.postgres import Postgres  # noqa: E402
from service_kit.testing.programs import free_port  # noqa: E402
from service_kit.testing.redis import PASSWORD, Redis  # noqa: E402
from service_kit.testing.server import environment  # noqa: E402

DRAFT = {"title": "A post to be read", "body": "Some words of it. " * 40}
PATIENCE = 30.0  # seconds until a server answers


@contextmanager
def serving(folder: Path, target: str, core: int, variables: dict[str, str]) -> Iterator[int]:
    """A server of ``target`` in ``folder`` on one core; its port."""
    port = free_port()
    words = ["--interface=asgi", "--no-ws", f"--port={port}", "--log-level=warning"]
    process = subprocess.Popen(
        ["taskset", "-c", str(core), sys.executable, "-m", "granian", *words, *target.split()],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(SERVICES / "kit")} | variables,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(port: int, path: str, draft: dict[str, str] | None = None) -> bytes:
    """One request, a write if there is a draft; waits until the server answers."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(draft).encode() if draft else None,
        {"content-type": "application/json", "x-user-id": str(uuid.uuid4())},
    )
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


@contextmanager
def blog(folder: Path, core: int) -> Iterator[tuple[int, str]]:
    """A blog over PostgreSQL and Redis; its port, and the path of a post."""
    with ExitStack() as stack:
        postgres, redis = Postgres("blog"), Redis()
        stack.callback(postgres.remove)
        stack.callback(redis.stop)
        postgres.start()
        redis.start()
        (folder / "password").write_text(PASSWORD)
        asyncio.run(migrate(Settings.model_validate(postgres.owner()), SCRIPTS))
        cache = {
            "cache_host": "127.0.0.1",
            "cache_port": redis.port,
            "cache_tls": "off",
            "cache_password_file": folder / "password",
        }
        settings = Settings.model_validate(postgres.settings() | cache)
        target = "--factory app.main:create"
        port = stack.enter_context(serving(SERVICES / "blog", target, core, environment(settings)))
        post = json.loads(ask(port, "/api/posts", DRAFT))
        yield port, f"/api/posts/{post['id']}"


def measure(ports: dict[str, int], path: str, answer: bytes, words: argparse.Namespace) -> None:
    """Load the servers in turn and print what they reached."""
    runs: dict[str, list[load.Load]] = {name: [] for name in ports}
    for turn in range(words.turns + 1):
        for name, port in ports.items():
            run = asyncio.run(load.run(port, [path], answer, words.connections, words.seconds))
            if turn:  # the first one warms up
                runs[name].append(run)
    print("| read | requests/s | p50 ms | p99 ms |\n|---|---|---|---|")  # noqa: T201
    for name, loads in runs.items():
        rate = statistics.median(one.rate for one in loads)
        p50, p99 = (statistics.median(one.quantile(q) for one in loads) for q in (0.5, 0.99))
        print(f"| {name} | {rate:.0f} | {p50 * 1000:.1f} | {p99 * 1000:.1f} |")  # noqa: T201
    bare, ours = runs.values()
    ratios = [two.rate / one.rate for one, two in zip(bare, ours, strict=True)]
    print(  # noqa: T201
        f"\nBlog to bare handler: {statistics.median(ratios):.2f} "
        f"({min(ratios):.2f} to {max(ratios):.2f} in {len(ratios)} turns)"
    )


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=float, default=3, help="of each turn")
    parser.add_argument("--turns", type=int, default=5)
    words = parser.parse_args()
    served, own, *_ = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {own})  # this process, and those it starts unless they say otherwise
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder, blog(Path(folder), served) as (port, path):
        answer = ask(port, path)
        file = Path(folder) / "answer"
        file.write_bytes(answer)
        with serving(here, "bare:app", served, {"BARE_ANSWER_FILE": str(file)}) as bare:
            ask(bare, path)
            ports = {"bare FastAPI handler": bare, "blog, warm cache": port}
            measure(ports, path, answer, words)


if __name__ == "__main__":
    main()
