"""Requests at a steady rate while something else happens."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import urllib3

CONNECTIONS = 20
PATIENCE = 10.0  # seconds for one answer


@contextmanager
def steady_load(urls: Sequence[str], rate: int) -> Iterator[Counter[str]]:
    """Ask for ``urls`` in turn, ``rate`` times a second, each once.

    The counter that this gives is filled when the block ends: answers by status, such as ``200``,
    and what went wrong where there was none.
    """
    stop = threading.Event()
    answers: list[list[str]] = [[] for _ in range(CONNECTIONS)]
    threads = [
        threading.Thread(target=_ask, args=(urls, CONNECTIONS / rate, stop, mine), daemon=True)
        for mine in answers
    ]
    total: Counter[str] = Counter()
    for thread in threads:
        thread.start()
        time.sleep(1 / rate)
    try:
        yield total
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        total.update(answer for mine in answers for answer in mine)


def _ask(urls: Sequence[str], period: float, stop: threading.Event, answers: list[str]) -> None:
    connection = urllib3.PoolManager(retries=False, timeout=PATIENCE)
    due = time.monotonic()
    while not stop.is_set():
        try:
            answer = connection.request("GET", urls[len(answers) % len(urls)])
            answers.append(str(answer.status))
        except urllib3.exceptions.HTTPError as error:
            answers.append(f"{type(error).__name__}: {error}")
        due += period
        stop.wait(max(0.0, due - time.monotonic()))
