"""A request that is sent again gets the answer of the first try, as AWS's own services see to.

The tools of AWS send a request again when its answer is late or lost, under the same
``amz-sdk-invocation-id``. Done twice, a creation that has worked would be told that its name
is taken. moto knows nothing of that.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from werkzeug.wrappers import Response

from platform_lab.cloud.sigv4 import Received

INVOCATION = "amz-sdk-invocation-id"
KEPT = 2_000


def key_of(access_key: str, received: Received) -> str:
    """What all tries of one request have in common; empty where nothing tells them apart.

    The address and the content are part of it, so that nobody gets the answer to another
    question; the time of the signature is not, as it differs.
    """
    invocation = received.headers.get(INVOCATION)
    if not invocation:
        return ""
    digest = hashlib.sha256(received.body).hexdigest()
    return "\n".join((access_key, invocation, received.method, received.url, digest))


class Repeats:
    """Answers to the last requests; for several threads.

    Args:
        kept: how many.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._answers: OrderedDict[str, Future[Response]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: str, serve: Callable[[], Response]) -> tuple[Response, bool]:
        """The answer of ``serve``, or that of an earlier call with this key.

        A second call waits for the first one. Refusals are not kept: a client sends a request
        again so that it may work this time.

        Args:
            key: of `key_of`.
            serve: does what the request asks for.

        Returns:
            The answer, and whether it was given before.
        """
        while True:
            with self._lock:
                known = self._answers.get(key)
                if known is None:
                    mine = self._answers[key] = Future[Response]()
                    self._forget()
                    break
            answer = known.exception() is None and known.result()
            if answer and answer.status_code < 400:
                return answer, True
            self._drop(key, known)
        try:
            answer = serve()
        except BaseException as error:
            mine.set_exception(error)
            self._drop(key, mine)
            raise
        mine.set_result(answer)
        return answer, False

    def _drop(self, key: str, answer: Future[Response]) -> None:
        with self._lock:
            if self._answers.get(key) is answer:
                del self._answers[key]

    def _forget(self) -> None:
        while len(self._answers) > self._kept:
            self._answers.popitem(last=False)
