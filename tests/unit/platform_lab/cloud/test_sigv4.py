"""A request that botocore signed is accepted; the same request touched anywhere is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from platform_lab.cloud import sigv4
from platform_lab.cloud.sigv4 import Received, SignatureError

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

# The example of the AWS General Reference (signature version 4 test suite, get-vanilla-query).
EXAMPLE_DATE = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
EXAMPLE = Received(
    "GET",
    "https://example.amazonaws.com/?Param2=value2&Param1=value1",
    {
        "host": "example.amazonaws.com",
        "x-amz-date": "20150830T123600Z",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
        "aws4_request, SignedHeaders=host;x-amz-date, Signature="
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    },
)


def sent(
    method: str = "POST",
    url: str = "http://172.30.0.2:4566/a%20b/c%2Bd?z=1&y=%2F",
    body: bytes = b"Action=DescribeVpcs",
    service: str = "ec2",
    token: str | None = None,
) -> Received:
    """A request as it arrives, signed by botocore."""
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    request = AWSRequest(method, url, {"Content-Type": "text/plain"}, body)
    kind(Credentials(KEY, SECRET, token), service, "ap-northeast-2").add_auth(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Received(method, url, {"host": "172.30.0.2:4566", **headers}, body)


def check(request: Received, now: datetime | None = None, secret: str = SECRET) -> None:
    sigv4.check(sigv4.from_header(request.headers), request, secret, now or datetime.now(UTC))


def test_accepts_the_published_example() -> None:
    check(
        EXAMPLE,
        EXAMPLE_DATE,
        secret="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    )


@pytest.mark.parametrize("service", ["ec2", "s3", "eks"])
@pytest.mark.parametrize("token", [None, "session"])
def test_accepts_what_botocore_signs(service: str, token: str | None) -> None:
    request = sent(service=service, token=token)
    check(request)
    assert sigv4.from_header(request.headers).session_token == token


def without_header(name: str) -> Callable[[Received], Received]:
    def change(request: Received) -> Received:
        kept = {key: value for key, value in request.headers.items() if key != name}
        return replace(request, headers=kept)

    return change


def with_header(name: str, value: str) -> Callable[[Received], Received]:
    return lambda request: replace(request, headers={**request.headers, name: value})


@pytest.mark.parametrize(
    "touch",
    [
        lambda request: replace(request, method="PUT"),
        lambda request: replace(request, body=request.body + b"&x=1"),
        lambda request: replace(request, body=b""),
        lambda request: replace(request, url=request.url.replace("z=1", "z=2")),
        lambda request: replace(request, url=request.url + "&w=1"),
        lambda request: replace(request, url=request.url.replace("c%2Bd", "c%2Be")),
        with_header("host", "other:4566"),
        with_header("content-type", "application/json"),
        without_header("content-type"),
    ],
)
def test_refuses_what_was_touched(touch: Callable[[Received], Received]) -> None:
    with pytest.raises(SignatureError) as caught:
        check(touch(sent()))
    assert caught.value.code == "SignatureDoesNotMatch"


def test_refuses_another_secret() -> None:
    with pytest.raises(SignatureError, match="does not match"):
        check(sent(), secret=SECRET + "x")


def test_refuses_content_that_is_not_the_declared_one() -> None:
    request = sent(service="s3")
    with pytest.raises(SignatureError) as caught:
        check(replace(request, body=b"other"))
    assert caught.value.code == "XAmzContentSHA256Mismatch"


@pytest.mark.parametrize("minutes", [-16, 16])
def test_refuses_a_clock_that_is_off(minutes: int) -> None:
    with pytest.raises(SignatureError) as caught:
        check(sent(), datetime.now(UTC) + timedelta(minutes=minutes))
    assert caught.value.code == "RequestExpired"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic QTpC",
        "AWS4-HMAC-SHA256 Credential=a/b",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/other, SignedHeaders=host, Signature="
        + "0" * 64,
    ],
)
def test_refuses_headers_that_are_no_signature(header: str) -> None:
    with pytest.raises(SignatureError):
        sigv4.from_header({"authorization": header, "x-amz-date": "20150830T123600Z"})


def test_accepts_a_presigned_address_and_no_other() -> None:
    url = "https://sts.ap-northeast-2.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest("GET", url, {"x-k8s-aws-id": "lab"})
    SigV4QueryAuth(Credentials(KEY, SECRET), "sts", "ap-northeast-2", 60).add_auth(request)
    headers = {"host": "sts.ap-northeast-2.amazonaws.com", "x-k8s-aws-id": "lab"}
    received = Received("GET", str(request.url), headers)
    signature = sigv4.from_query(sigv4.query_of(received.url))
    sigv4.check_presigned(signature, received, SECRET)
    for other in (
        replace(received, headers={**headers, "x-k8s-aws-id": "other"}),
        replace(received, url=received.url.replace("Expires=60", "Expires=61")),
        replace(received, url=received.url.replace("GetCallerIdentity", "GetSessionToken")),
    ):
        with pytest.raises(SignatureError):
            sigv4.check_presigned(signature, other, SECRET)


def test_refuses_a_parameter_that_is_given_twice() -> None:
    with pytest.raises(SignatureError, match="twice"):
        sigv4.query_of("https://sts.amazonaws.com/?Action=a&Action=b")
