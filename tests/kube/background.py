# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What runs beside a test for as long as a block: a step again and again, or a server."""

from __future__ import annotations

import socketserver
import threading
from types import TracebackType
from typing import Self


class _Beside:
    """A context manager with a thread: ``_thread``, ended by ``_stop``."""

    _thread: threading.Thread

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        raise NotImplementedError


class Repeating(_Beside):
    """Does ``_step`` every ``interval`` seconds."""

    def __init__(self, interval: float):
        self._interval = interval
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _step(self) -> None:
        raise NotImplementedError

    def _run(self) -> None:
        while not self._end.wait(self._interval):
            self._step()

    def _stop(self) -> None:
        self._end.set()
        self._thread.join()


class Serving(_Beside):
    """Serves a listener's connections."""

    def __init__(self, listener: socketserver.BaseServer):
        self._thread = threading.Thread(target=listener.serve_forever, args=[0.05])
        self._served = listener

    def _stop(self) -> None:
        self._served.shutdown()
        self._thread.join()
        self._served.server_close()
