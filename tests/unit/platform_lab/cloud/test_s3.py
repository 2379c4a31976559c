"""A bucket that wants TLS is served over TLS, at the address where everything else is HTTP."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from support.cloud import REGION, Emulator

BUCKET = "cloudnative-terraform"
OVER_TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def test_objects_of_a_bucket_that_wants_tls(emulator: Emulator) -> None:
    safe, plain = emulator.client("s3", tls=True), emulator.client("s3")
    where = {"LocationConstraint": REGION}
    safe.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    plain.put_object(Bucket=BUCKET, Key="before", Body=b"1")
    safe.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Statement": [OVER_TLS_ONLY]}))

    for call in (plain.get_object, plain.put_object, plain.delete_object):
        with pytest.raises(ClientError, match="403"):
            call(Bucket=BUCKET, Key="before")
    safe.put_object(Bucket=BUCKET, Key="after", Body=b"2")
    assert safe.get_object(Bucket=BUCKET, Key="after")["Body"].read() == b"2"


def test_a_statement_for_somebody_else_says_nothing_to_us(emulator: Emulator) -> None:
    client = emulator.client("s3")
    where = {"LocationConstraint": REGION}
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    other = OVER_TLS_ONLY | {"Principal": {"Service": "delivery.logs.amazonaws.com"}}
    client.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Statement": [other]}))
    client.put_object(Bucket=BUCKET, Key="object", Body=b"1")
