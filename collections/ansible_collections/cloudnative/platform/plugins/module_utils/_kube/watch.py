# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Follows objects of many kinds at once, one watch per kind, whatever happens to the server."""

from __future__ import annotations

import random
import threading
from typing import Self

from .board import Board
from .client import Client
from .errors import ApiError, Unreachable
from .feed import DENIED, Feed, Scope
from .objects import Object, Ref, ref_of
from .stream import Stream

# Seconds. A stream that has silently died is noticed after them; a new one costs one request.
WATCH = 30.0


class Followers:
    """Threads, one per scope, that write to a board what they see until this is closed.

    They are not joined: one may hang on a server that does not answer.
    """

    def __init__(self, client: Client, board: Board):
        # A failed request is not repeated as it was: the next step may be another one.
        self._client = client.within(0.0)
        self._board = board
        self._stop = threading.Event()
        self._streams: set[Stream] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for stream in tuple(self._streams):
            stream.close()

    def start(self, scope: Scope, feed: Feed) -> None:
        """Follow a scope."""
        threading.Thread(target=self._run, args=(scope, feed), daemon=True).start()

    def _run(self, scope: Scope, feed: Feed) -> None:
        try:
            self._follow(scope, feed)
        except Exception as error:  # who waits for the board would never hear of it
            self._board.fail(error)

    def _follow(self, scope: Scope, feed: Feed) -> None:
        while not self._stop.is_set():
            try:
                self._step(scope, feed)
            except (ApiError, Unreachable) as error:
                parts = scope.parts()
                if parts and isinstance(error, ApiError) and error.status in DENIED:
                    for part in parts:
                        self.start(part, Feed(was_read=feed.was_read))
                    return
                feed.failed(error)
                self._board.trouble = str(error)
            self._stop.wait(feed.pause(random.random()))  # noqa: S311 (jitter)

    def _step(self, scope: Scope, feed: Feed) -> None:
        if feed.polling:
            feed.listed(self._poll(scope))
        elif feed.version:
            self._watch(scope, feed)
        else:
            feed.listed(self._list(scope))

    def _watch(self, scope: Scope, feed: Feed) -> None:
        clock = self._client.http.clock
        opened = clock()
        stream = self._client.watch(
            scope.resource,
            scope.namespace,
            feed.version,
            names=[ref.name for ref in scope.refs],
            timeout=WATCH,
        )
        with stream:
            self._streams.add(stream)
            try:
                self._read(stream, scope, feed)
            finally:
                self._streams.discard(stream)
        feed.closed(clock() - opened)

    def _read(self, stream: Stream, scope: Scope, feed: Feed) -> None:
        # Closed at the very moment when it was opened: nobody else would close it.
        if self._stop.is_set():
            return
        for event in stream:
            change = feed.received(event)
            if change and (ref := ref_of(change.body)) in scope.known:
                self._board.see({ref: None if change.is_deleted else change.body})

    def _list(self, scope: Scope) -> str:
        """Read the scope; returns the version from which to watch it."""
        # The server leaves out the others where one object is followed.
        fields = f"metadata.name={scope.refs[0].name}" if len(scope.refs) == 1 else None
        found: dict[Ref, Object | None] = dict.fromkeys(scope.refs)
        version = ""
        try:
            pages = self._client.list_pages(scope.resource, scope.namespace, fields=fields)
            for page in pages:
                version = version or page.version
                found |= {r: body for body in page.objects if (r := ref_of(body)) in scope.known}
        except ApiError as error:
            if error.status == 404:  # of a kind that is not served there are none
                self._board.see(found)
            raise
        self._board.see(found)
        return version

    def _poll(self, scope: Scope) -> str:
        """Read the scope where it cannot be watched, object by object if it cannot be listed."""
        try:
            return self._list(scope)
        except ApiError as error:
            if error.status not in DENIED:
                raise
        get = self._client.get
        self._board.see({ref: get(scope.resource, ref.namespace, ref.name) for ref in scope.refs})
        return ""
