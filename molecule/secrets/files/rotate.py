# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Gives one key of a secret another random value; it appears nowhere but in the secret."""

from __future__ import annotations

import json
import secrets
import sys

import boto3


def main(endpoint: str, region: str, name: str, key: str) -> None:
    """Change the value. Credentials are found as botocore does."""
    client = boto3.client("secretsmanager", endpoint_url=endpoint, region_name=region)
    values = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    values[key] = secrets.token_hex(16)
    client.put_secret_value(SecretId=name, SecretString=json.dumps(values))


if __name__ == "__main__":
    main(*sys.argv[1:])
