"""The bearer token of ``aws eks get-token``: a presigned GetCallerIdentity call.

The checks and their limits follow aws-iam-authenticator, whose servers EKS runs. Where that
program sends the presigned call to STS, this one verifies the signature itself.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from platform_lab.cloud import sigv4
from platform_lab.cloud.identity import KeyOwner, Principal
from platform_lab.cloud.sigv4 import Received, Signature, SignatureError

PREFIX = "k8s-aws-v1."
CLUSTER_HEADER = "x-k8s-aws-id"
MAX_LENGTH = 4096
LIFETIME = timedelta(minutes=15)
# Clocks differ a little: a token may be signed this far ahead.
MAX_AHEAD = timedelta(minutes=5)
_PARAMETERS = {
    "action",
    "version",
    "x-amz-algorithm",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
    "x-amz-user-agent",
}


class TokenError(Exception):
    """A token that must not be let in; the text says why."""


def sts_origins(region: str, endpoint: str) -> frozenset[str]:
    """Schemes and hosts of STS that a token may name.

    Args:
        region: region of the cluster.
        endpoint: the lab's own AWS endpoint, whose STS is as good as AWS's.
    """
    hosts = {"https://sts.amazonaws.com", f"https://sts.{region}.amazonaws.com"}
    return frozenset(hosts | {endpoint.rstrip("/")})


def verify(
    token: str,
    cluster: str,
    origins: frozenset[str],
    owner_of: Callable[[str, str | None], KeyOwner],
    now: datetime,
) -> Principal:
    """The principal that signed the token for this cluster.

    Args:
        token: the bearer token.
        cluster: name of the cluster it must have been made for.
        origins: scheme and host of each STS that is believed.
        owner_of: owner of an access key, given its session token; raises SignatureError.
        now: the present, with a time zone.

    Raises:
        TokenError: any check failed.
    """
    url = _decode(token)
    try:
        parameters = sigv4.query_of(url)
        _check_address(url, parameters, origins)
        signature = sigv4.from_query(parameters)
        _check_scope(signature, now)
        owner = owner_of(signature.access_key, signature.session_token)
        request = Received("GET", url, {"host": urlsplit(url).netloc, CLUSTER_HEADER: cluster})
        sigv4.check_presigned(signature, request, owner.secret)
    except SignatureError as error:
        raise TokenError(f"{error.code}: {error}") from error
    return owner.principal


def _decode(token: str) -> str:
    if len(token) > MAX_LENGTH:
        raise TokenError("token is too large")
    if not token.startswith(PREFIX):
        raise TokenError(f"token is missing the prefix {PREFIX!r}")
    text = token.removeprefix(PREFIX)
    try:
        # Strict base64url: a token has one spelling only.
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        return raw.decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise TokenError("token is not base64url of an address") from error


def _check_address(url: str, parameters: dict[str, str], origins: frozenset[str]) -> None:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise TokenError("token holds no address") from error
    if f"{parts.scheme}://{parts.netloc}" not in origins:
        raise TokenError(f"unexpected host {parts.netloc!r} in the token")
    if parts.path not in ("", "/") or parts.fragment:
        raise TokenError("unexpected path in the token")
    names = [name.lower() for name in parameters]
    unknown = set(names) - _PARAMETERS
    if unknown or len(set(names)) != len(names):
        raise TokenError(f"unexpected query parameters: {sorted(unknown) or 'one is doubled'}")
    if parameters.get("Action") != "GetCallerIdentity":
        raise TokenError("the token's action is not GetCallerIdentity")
    expires = parameters.get("X-Amz-Expires", "")
    if not expires.isdecimal() or int(expires) > LIFETIME.total_seconds():
        raise TokenError("X-Amz-Expires must be from 0 to 900 seconds")


def _check_scope(signature: Signature, now: datetime) -> None:
    if signature.service != "sts":
        raise TokenError(f"the token is signed for {signature.service!r}, not for sts")
    for name in ("host", CLUSTER_HEADER):
        if name not in signature.signed_headers:
            raise TokenError(f"the header {name} is not signed")
    if signature.time - now > MAX_AHEAD:
        raise TokenError("the token is signed in the future")
    if now > signature.time + LIFETIME:
        raise TokenError(f"the token expired at {signature.time + LIFETIME:%H:%M:%S} UTC")
