"""The front of the AWS endpoint: who calls, one request at a time, and nothing is forgotten."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from werkzeug.datastructures import Headers
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from platform_lab.cloud import identity, sigv4, snapshot
from platform_lab.cloud.sigv4 import Received, Signature, SignatureError
from platform_lab.cloud.snapshot import Keeper, SnapshotError

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]

# Operations that leave everything as it is begin with one of these words.
_READING = re.compile(r"(Describe|List|Get|BatchGet|Head|Lookup|Search|Query|Scan|Simulate|Decode)")
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

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        return self._answer(environ)(environ, start_response)

    def _answer(self, environ: Environ) -> Response:
        path = environ.get("PATH_INFO", "/")
        if path == "/health":
            return Response('{"status": "running"}', mimetype="application/json")
        if path.startswith("/moto-api"):
            # moto's own controls would reset everything, for anybody.
            return Response("not part of AWS", status=404)
        received = receive(environ)
        operation = operation_of(received)
        try:
            with self._guard:
                self._authenticate(received, operation)
                response, change = self._serve(environ, received, operation)
            if change:
                self._on_change(service_of(received))
                self._keeper.wait(change)
        except SignatureError as error:
            log.warning("refused %s: %s: %s", operation or received.url, error.code, error)
            return error_response(received, 403, error.code, str(error))
        except NotImplementedError as error:
            # Not a fault of the server, which clients would ask again and again.
            log.warning("unknown to moto: %s", error)
            return error_response(received, 400, "InvalidAction", f"The lab's AWS: {error}")
        except SnapshotError as error:
            log.exception("the state could not be kept")
            return error_response(received, 500, "InternalFailure", str(error))
        return response

    def _authenticate(self, received: Received, operation: str) -> None:
        now = datetime.now(UTC)
        query = parse_qs(received.url.partition("?")[2])
        if "X-Amz-Signature" in query:
            parameters = {name: values[0] for name, values in query.items()}
            signature = sigv4.from_query(parameters)
            _check_lifetime(signature, parameters.get("X-Amz-Expires", ""), now)
            sigv4.check_presigned(signature, received, self._secret(signature, now))
        elif operation not in _KEYLESS:
            signature = sigv4.from_header(received.headers)
            sigv4.check(signature, received, self._secret(signature, now), now)

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
        body, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        response = Response(list(body), status=status, headers=Headers(headers))
        reading = is_reading(received.method, operation)
        log.info("%s %s", operation or f"{received.method} {environ['PATH_INFO']}", status)
        if reading and snapshot.size() == before:
            return response, None
        return response, self._keeper.changed()


def receive(environ: Environ) -> Received:
    """The request in a WSGI environment, its body read."""
    if environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read()
    else:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {
        name[5:].replace("_", "-").lower(): str(value)
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    # The path as it was sent: what is signed is its encoded form.
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or environ["PATH_INFO"]
    if "://" not in target:
        target = f"http://{headers.get('host', '')}{target}"
    return Received(environ["REQUEST_METHOD"], target, headers, body)


def operation_of(received: Received) -> str:
    """Name of the API operation; empty for services that tell it by method and path."""
    target = received.headers.get("x-amz-target")
    if target:
        return target.rpartition(".")[2]
    kind = received.headers.get("content-type", "")
    form = kind.startswith("application/x-www-form-urlencoded")
    text = received.body.decode("utf-8", "replace") if form else received.url.partition("?")[2]
    return parse_qs(text).get("Action", [""])[0]


def service_of(received: Received) -> str:
    """The service that a signed request is for; empty where it is not signed in a header."""
    words = received.headers.get("authorization", "").partition("Credential=")[2].split("/")
    return words[3] if len(words) > 3 else ""


def is_reading(method: str, operation: str) -> bool:
    """Whether an operation leaves everything as it is."""
    if operation:
        return bool(_READING.match(operation))
    return method in ("GET", "HEAD", "OPTIONS")


def error_response(received: Received, status: int, code: str, message: str) -> Response:
    """An error in the form that the caller's protocol has for it."""
    service = service_of(received)
    kind = received.headers.get("content-type", "")
    if "json" in kind or service == "eks":
        body = json.dumps({"__type": code, "message": message})
        headers = {"x-amzn-ErrorType": code}
        return Response(body, status, headers, mimetype="application/json")
    error = f"<Error><Code>{escape(code)}</Code><Message>{escape(message)}</Message></Error>"
    body = f"<ErrorResponse>{error}</ErrorResponse>"
    if service == "ec2":
        body = f"<Response><Errors>{error}</Errors></Response>"
    if service == "s3":
        body = error
    return Response(body, status, mimetype="text/xml")


def _check_lifetime(signature: Signature, expires: str, now: datetime) -> None:
    if not expires.isdecimal() or int(expires) > timedelta(days=7).total_seconds():
        raise SignatureError("AuthorizationQueryParametersError", "X-Amz-Expires is not valid")
    if signature.time - now > sigv4.MAX_SKEW:
        raise SignatureError("RequestExpired", "the request is signed in the future")
    if now > signature.time + timedelta(seconds=int(expires)):
        raise SignatureError("RequestExpired", "the presigned request has expired")
