"""The front of the AWS endpoint: who calls, one request at a time, and nothing is forgotten."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from platform_lab.cloud import identity, repeats, sigv4, snapshot
from platform_lab.cloud.endpoint import over_tls
from platform_lab.cloud.journal import Journal, agent_of
from platform_lab.cloud.protocol import (
    Environ,
    changes_resources,
    error_response,
    is_reading,
    name_of,
    operation_of,
    receive,
    service_of,
)
from platform_lab.cloud.repeats import Repeats
from platform_lab.cloud.sigv4 import Received, Signature, SignatureError
from platform_lab.cloud.snapshot import Keeper, SnapshotError

App = Callable[[Environ, Any], Iterable[bytes]]

# Whoever asks for these has no key yet; the identity is in the request itself.
_KEYLESS = {"AssumeRoleWithWebIdentity", "AssumeRoleWithSAML"}
log = logging.getLogger("aws")


class Gateway:
    """A WSGI application in front of moto's.

    Args:
        app: moto's application.
        account: the account whose keys are let in.
        guard: held while moto works; moto's backends are not made for several threads.
        keeper: writes the state.
        on_change: called with the name of the service after each request that may have
            changed something.
    """

    def __init__(
        self,
        app: App,
        account: str,
        guard: threading.Lock,
        keeper: Keeper,
        on_change: Callable[[str], None],
    ) -> None:
        self._app = app
        self._account = account
        self._guard = guard
        self._keeper = keeper
        self._on_change = on_change
        self._repeats = Repeats()
        self._journal = Journal()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        return self._answer(environ)(environ, start_response)

    def _answer(self, environ: Environ) -> Response:
        path = environ.get("PATH_INFO", "/")
        if path == "/health":
            return _json({"status": "running", "requests": self._journal.count})
        if path == "/requests":
            after = parse_qs(environ.get("QUERY_STRING", "")).get("after", ["0"])[0]
            return _json({"requests": self._journal.since(int(after) if after.isdecimal() else 0)})
        if path.startswith("/moto-api"):
            # moto's own controls would reset everything, for anybody.
            return Response("not part of AWS", status=404)
        received = receive(environ)
        operation = operation_of(received)
        name = name_of(received)
        writes = changes_resources(received.method, operation)
        response, repeated = self._done(environ, received, name, writes)
        self._journal.add(
            service=service_of(received),
            operation=name,
            writes=writes,
            status=response.status_code,
            repeated=repeated,
            agent=agent_of(received.headers.get("user-agent", "")),
        )
        log.info("%s %s%s", name, response.status, " (again)" if repeated else "")
        return response

    def _done(
        self, environ: Environ, received: Received, name: str, writes: bool
    ) -> tuple[Response, bool]:
        """The answer, and whether an earlier try of the same request got it before."""
        operation = operation_of(received)
        try:
            with self._guard:
                caller = self._authenticate(received, operation)
            key = repeats.key_of(caller, received) if writes else ""
            if key:
                return self._repeats.once(key, lambda: self._work(environ, received, operation))
            return self._work(environ, received, operation), False
        except SignatureError as error:
            log.warning("refused %s: %s: %s", name, error.code, error)
            return error_response(received, 403, error.code, str(error)), False
        except NotImplementedError as error:
            # Not a fault of the server, which clients would ask again and again.
            log.warning("unknown to moto: %s", error)
            text = f"The lab's AWS: {error}"
            return error_response(received, 400, "InvalidAction", text), False
        except SnapshotError as error:
            log.exception("the state could not be kept")
            return error_response(received, 500, "InternalFailure", str(error)), False

    def _work(self, environ: Environ, received: Received, operation: str) -> Response:
        """moto's answer, once what it changed is kept."""
        with self._guard:
            response, change = self._serve(environ, received, operation)
        if change:
            self._on_change(service_of(received))
            self._keeper.wait(change)
        return response

    def _authenticate(self, received: Received, operation: str) -> str:
        """The access key of the caller; empty where none is needed."""
        now = datetime.now(UTC)
        query = parse_qs(received.url.partition("?")[2])
        if "X-Amz-Signature" in query:
            parameters = {name: values[0] for name, values in query.items()}
            signature = sigv4.from_query(parameters)
            _check_lifetime(signature, parameters.get("X-Amz-Expires", ""), now)
            sigv4.check_presigned(signature, received, self._secret(signature, now))
        elif operation in _KEYLESS:
            return ""
        else:
            signature = sigv4.from_header(received.headers)
            sigv4.check(signature, received, self._secret(signature, now), now)
        return signature.access_key

    def _secret(self, signature: Signature, now: datetime) -> str:
        key, session = signature.access_key, signature.session_token
        return identity.owner_of(self._account, key, session, now).secret

    def _serve(
        self, environ: Environ, received: Received, operation: str
    ) -> tuple[Response, int | None]:
        """moto's answer, and the number of the change to wait for where something changed."""
        before = snapshot.size()
        environ["wsgi.input"] = io.BytesIO(received.body)
        environ["CONTENT_LENGTH"] = str(len(received.body))
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        over_tls.set(environ.get("wsgi.url_scheme") == "https")
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        response = Response(list(body), status=status, headers=Headers(headers))
        reading = is_reading(received.method, operation)
        if reading and snapshot.size() == before:
            return response, None
        return response, self._keeper.changed()


def _json(content: dict[str, object]) -> Response:
    return Response(json.dumps(content), mimetype="application/json")


def _check_lifetime(signature: Signature, expires: str, now: datetime) -> None:
    if not expires.isdecimal() or int(expires) > timedelta(days=7).total_seconds():
        raise SignatureError("AuthorizationQueryParametersError", "X-Amz-Expires is not valid")
    if signature.time - now > sigv4.MAX_SKEW:
        raise SignatureError("RequestExpired", "the request is signed in the future")
    if now > signature.time + timedelta(seconds=int(expires)):
        raise SignatureError("RequestExpired", "the presigned request has expired")
