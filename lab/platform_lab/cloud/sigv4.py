"""Checks AWS Signature Version 4, as a header and as a presigned URL.

The canonical form and the key derivation are botocore's; this module only puts a received
request into botocore's terms and compares. Nothing here knows who owns a key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPMessage
from urllib.parse import parse_qsl, urlsplit

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ALGORITHM = "AWS4-HMAC-SHA256"
# AWS refuses a request whose clock is further off than this.
MAX_SKEW = timedelta(minutes=15)
_HEADER = re.compile(
    rf"{ALGORITHM}\s+Credential=(?P<credential>[^,\s]+),\s*"
    r"SignedHeaders=(?P<headers>[^,\s]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_HEX_DIGEST = re.compile(r"[0-9a-f]{64}")


class SignatureError(Exception):
    """A request that AWS would refuse.

    Attributes:
        code: AWS's name for the fault, such as ``SignatureDoesNotMatch``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire.

    Attributes:
        method: HTTP method.
        url: the whole address, with path and query still encoded as they were sent.
        headers: header values by lower-case name.
        body: undecoded content.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Signature:
    """What the caller says about its signature."""

    access_key: str
    region: str
    service: str
    timestamp: str
    signed_headers: tuple[str, ...]
    digest: str
    session_token: str | None

    @property
    def time(self) -> datetime:
        """When the request was signed.

        Raises:
            SignatureError: the time is not in AWS's format.
        """
        try:
            return datetime.strptime(self.timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise SignatureError(
                "IncompleteSignature", f"date {self.timestamp!r} is not ISO 8601 basic"
            ) from error


def from_header(headers: Mapping[str, str]) -> Signature:
    """The signature in an ``Authorization`` header.

    Raises:
        SignatureError: there is none, or it is not Signature Version 4.
    """
    match = _HEADER.fullmatch(headers.get("authorization", "").strip())
    if not match:
        raise SignatureError("MissingAuthenticationToken", "the request is not signed with SigV4")
    return _signature(
        match["credential"],
        headers.get("x-amz-date", ""),
        match["headers"],
        match["signature"],
        headers.get("x-amz-security-token"),
    )


def from_query(parameters: Mapping[str, str]) -> Signature:
    """The signature of a presigned URL.

    Args:
        parameters: the query, decoded.

    Raises:
        SignatureError: a part is missing or of another algorithm.
    """
    try:
        if parameters["X-Amz-Algorithm"] != ALGORITHM:
            raise SignatureError("IncompleteSignature", "unknown signing algorithm")
        return _signature(
            parameters["X-Amz-Credential"],
            parameters["X-Amz-Date"],
            parameters["X-Amz-SignedHeaders"],
            parameters["X-Amz-Signature"],
            parameters.get("X-Amz-Security-Token"),
        )
    except KeyError as error:
        raise SignatureError("IncompleteSignature", f"{error.args[0]} is missing") from error


def check(signature: Signature, request: Received, secret: str, now: datetime) -> None:
    """Check a signature in a header.

    Raises:
        SignatureError: it does not fit the request, the content or the time.
    """
    if abs(now - signature.time) > MAX_SKEW:
        raise SignatureError("RequestExpired", f"signed at {signature.timestamp}, too far from now")
    declared = request.headers.get("x-amz-content-sha256", "")
    if _HEX_DIGEST.fullmatch(declared) and not hmac.compare_digest(
        declared, hashlib.sha256(request.body).hexdigest()
    ):
        raise SignatureError("XAmzContentSHA256Mismatch", "the content is not what was signed")
    _compare(signature, request, secret)


def check_presigned(signature: Signature, request: Received, secret: str) -> None:
    """Check the signature of a presigned URL; its time is the caller's affair.

    Raises:
        SignatureError: it does not fit the request.
    """
    _compare(signature, request, secret)


def query_of(url: str) -> dict[str, str]:
    """The decoded query of an address.

    Raises:
        SignatureError: a parameter is given twice, which leaves open which one counts.
    """
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True)
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        raise SignatureError("InvalidParameterValue", "a query parameter is given twice")
    return parameters


class _Replay(SigV4Auth):
    """botocore's signer, made to sign exactly the headers that the caller signed."""

    def headers_to_sign(self, request: AWSRequest) -> HTTPMessage:
        headers: HTTPMessage = request.headers
        return headers


class _ReplayS3(S3SigV4Auth):
    """The same for S3, which does not normalize paths."""

    def headers_to_sign(self, request: AWSRequest) -> HTTPMessage:
        headers: HTTPMessage = request.headers
        return headers


def _compare(signature: Signature, request: Received, secret: str) -> None:
    kind = _ReplayS3 if signature.service == "s3" else _Replay
    signer = kind(Credentials(signature.access_key, secret), signature.service, signature.region)
    headers = {name: request.headers.get(name, "") for name in signature.signed_headers}
    replay = AWSRequest(
        method=request.method,
        url=_without_signature(request.url),
        headers=headers,
        data=request.body,
    )
    replay.context["timestamp"] = signature.timestamp
    # The digest of the content counts even where its header is not among the signed ones.
    content = request.headers.get("x-amz-content-sha256")
    canonical = signer.canonical_request(replay)
    if content and "x-amz-content-sha256" not in headers:
        canonical = f"{canonical.rpartition(chr(10))[0]}\n{content}"
    expected = signer.signature(signer.string_to_sign(replay, canonical), replay)
    if not hmac.compare_digest(expected, signature.digest):
        raise SignatureError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        )


def _without_signature(url: str) -> str:
    parts = urlsplit(url)
    kept = [pair for pair in parts.query.split("&") if not pair.startswith("X-Amz-Signature=")]
    return parts._replace(query="&".join(kept)).geturl()


def _signature(
    credential: str, timestamp: str, headers: str, digest: str, session_token: str | None
) -> Signature:
    words = credential.split("/")
    if len(words) != 5 or words[4] != "aws4_request" or words[1] != timestamp[:8]:
        raise SignatureError("IncompleteSignature", f"credential scope {credential!r} is not valid")
    key, _, region, service, _ = words
    return Signature(
        key, region, service, timestamp, tuple(headers.split(";")), digest, session_token
    )
