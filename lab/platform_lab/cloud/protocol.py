"""Reads requests and writes errors in the forms that AWS's protocols have for them."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from botocore.loaders import Loader
from werkzeug.wrappers import Response

from platform_lab.cloud.sigv4 import Received

Environ = dict[str, Any]
REST_SERVICES = ("eks",)

# Operations that leave everything as it is begin with one of these words.
_READING = re.compile(
    r"(Describe|List|Get|BatchGet|BatchCheck|Head|Lookup|Search|Query|Scan|Simulate|Decode)"
)
# AWS itself calls these reading: they make a session, or use a key, and change no resource.
_USING = re.compile(r"(AssumeRole|Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GenerateRandom)")


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


def name_of(received: Received) -> str:
    """The API operation as people name it; method and path where nothing better is known."""
    path = urlsplit(received.url).path
    if operation := operation_of(received):
        return operation
    for method, pattern, name in routes(service_of(received)):
        if method == received.method and pattern.fullmatch(path):
            return name
    return f"{received.method} {path}"


@cache
def routes(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """Method, path and name of the operations of a service that tells them by these.

    Empty for all others; S3 needs more than that to tell them apart.
    """
    if service not in REST_SERVICES:
        return []
    operations = Loader().load_service_model(service, "service-2")["operations"]
    return [
        (
            str(one["http"]["method"]),
            re.compile(re.sub(r"\{[^}]+\}", "[^/]+", one["http"]["requestUri"])),
            str(name),
        )
        for name, one in operations.items()
    ]


def is_reading(method: str, operation: str) -> bool:
    """Whether an operation leaves everything as it is."""
    if operation:
        return bool(_READING.match(operation))
    return method in ("GET", "HEAD", "OPTIONS")


def changes_resources(method: str, operation: str) -> bool:
    """Whether an operation is to change something that the account holds."""
    return not is_reading(method, operation) and not _USING.match(operation)


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
