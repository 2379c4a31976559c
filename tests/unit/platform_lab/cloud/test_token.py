"""Tokens of ``eks get-token``: the good one is let in, each bad one is refused for its reason."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from platform_lab.cloud import token
from platform_lab.cloud.identity import KeyOwner, Principal
from platform_lab.cloud.sigv4 import SignatureError
from platform_lab.cloud.token import TokenError

KEY, SECRET, CLUSTER = "AKIAEXAMPLEEXAMPLE12", "a-secret", "cloudnative-lab"
HOST = "https://sts.ap-northeast-2.amazonaws.com/"
CALL = "?Action=GetCallerIdentity&Version=2011-06-15"
ORIGINS = token.sts_origins("ap-northeast-2", "http://172.30.0.2:4566")
OWNER = KeyOwner(Principal("arn:aws:iam::1:user/me", "AIDA", "1", KEY), SECRET)


def encode(url: str) -> str:
    return token.PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def made(
    url: str = HOST + CALL,
    headers: dict[str, str] | None = None,
    secret: str = SECRET,
    service: str = "sts",
    expires: int = 60,
    key: str = KEY,
) -> str:
    """A presigned address as the AWS CLI makes it."""
    request = AWSRequest(
        "GET", url, {token.CLUSTER_HEADER: CLUSTER} if headers is None else headers
    )
    SigV4QueryAuth(Credentials(key, secret), service, "ap-northeast-2", expires).add_auth(request)
    return str(request.url)


def owner_of(key: str, session: str | None) -> KeyOwner:
    if key != KEY:
        raise SignatureError("InvalidClientTokenId", "unknown")
    return OWNER


def verify(text: str, cluster: str = CLUSTER, later: timedelta = timedelta()) -> Principal:
    return token.verify(text, cluster, ORIGINS, owner_of, datetime.now(UTC) + later)


@pytest.mark.parametrize(
    "host", [HOST, "https://sts.amazonaws.com/", "http://172.30.0.2:4566/", HOST.rstrip("/")]
)
def test_lets_the_owner_in(host: str) -> None:
    assert verify(encode(made(host + CALL))) == OWNER.principal


def test_lives_for_fifteen_minutes() -> None:
    text = encode(made())
    assert verify(text, later=timedelta(minutes=14, seconds=50)) == OWNER.principal
    with pytest.raises(TokenError, match="expired"):
        verify(text, later=timedelta(minutes=15, seconds=10))


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"url": "https://sts.evil.example/" + CALL}, "unexpected host"),
        ({"url": "http://sts.ap-northeast-2.amazonaws.com/" + CALL}, "unexpected host"),
        ({"url": "https://sts.eu-west-1.amazonaws.com/" + CALL}, "unexpected host"),
        ({"url": HOST + "path" + CALL}, "unexpected path"),
        ({"url": HOST + CALL.replace("GetCallerIdentity", "GetSessionToken")}, "action"),
        ({"url": HOST + CALL + "&Extra=1"}, "unexpected query"),
        ({"url": HOST + CALL + "&action=GetCallerIdentity"}, "unexpected query"),
        ({"expires": 901}, "X-Amz-Expires"),
        ({"headers": {}}, "x-k8s-aws-id is not signed"),
        ({"headers": {token.CLUSTER_HEADER: "other"}}, "SignatureDoesNotMatch"),
        ({"secret": "guessed"}, "SignatureDoesNotMatch"),
        ({"key": "AKIAUNKNOWNUNKNOWN12"}, "InvalidClientTokenId"),
        ({"service": "ec2"}, "not for sts"),
    ],
)
def test_refuses(case: dict[str, Any], reason: str) -> None:
    with pytest.raises(TokenError, match=reason):
        verify(encode(made(**case)))


def test_refuses_a_token_for_another_cluster() -> None:
    with pytest.raises(TokenError, match="SignatureDoesNotMatch"):
        verify(encode(made()), cluster="other")


def test_refuses_a_token_of_the_future() -> None:
    with pytest.raises(TokenError, match="future"):
        verify(encode(made()), later=-timedelta(minutes=6))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "prefix"),
        ("k8s-aws-v2.aGVsbG8", "prefix"),
        (token.PREFIX + "!!!", "base64url"),
        (token.PREFIX + "x" * token.MAX_LENGTH, "too large"),
        (encode("not an address"), "unexpected host"),
        (encode(HOST + CALL), "X-Amz-Expires"),
        (encode(made().replace("&X-Amz-Signature=", "&Nothing=")), "unexpected query"),
        (encode(made().split("&X-Amz-Signature=")[0]), "X-Amz-Signature is missing"),
    ],
)
def test_refuses_what_is_no_token(text: str, reason: str) -> None:
    with pytest.raises(TokenError, match=reason):
        verify(text)


def test_has_one_spelling_only() -> None:
    text = encode(made())
    with pytest.raises(TokenError):
        verify(text + "\n")
