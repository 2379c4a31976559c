# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads an EKS cluster's address from the AWS API."""

from __future__ import annotations

from typing import Any, NamedTuple

from .eks_token_program import Source, Token, make_token, session_of
from .errors import AwsError


class Cluster(NamedTuple):
    """What a kubeconfig needs to know; ``ca`` is base64 of PEM, as AWS gives it."""

    name: str
    endpoint: str
    ca: str
    version: str


def describe(source: Source) -> Cluster:
    """Ask EKS for the cluster. Raises AwsError with what to do."""
    botocore_exceptions = _botocore()
    from botocore.config import Config

    config = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard"})
    where = source.endpoint_url or f"AWS in {source.region}"
    try:
        client = session_of(source).create_client(
            "eks",
            region_name=source.region,
            endpoint_url=source.endpoint_url or None,
            config=config,
        )
        cluster = client.describe_cluster(name=source.cluster)["cluster"]
    except botocore_exceptions.ClientError as error:
        detail = error.response.get("Error", {})
        if detail.get("Code") == "ResourceNotFoundException":
            raise AwsError(
                f"{where} has no EKS cluster {source.cluster}: create it first, or check the "
                "name, the region and the account"
            ) from error
        raise AwsError(f"{where} refuses to describe {source.cluster}: {error}") from error
    except (
        botocore_exceptions.NoCredentialsError,
        botocore_exceptions.ProfileNotFound,
    ) as error:
        place = source.credentials_file or "the environment, ~/.aws or the machine's role"
        raise AwsError(f"there are no AWS credentials in {place}: {error}") from error
    except (botocore_exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(f"cannot ask {where} for cluster {source.cluster}: {error}") from error
    if cluster.get("status") != "ACTIVE":
        raise AwsError(f"cluster {source.cluster} is {cluster.get('status')}, not ACTIVE")
    authority = cluster.get("certificateAuthority", {}).get("data", "")
    return Cluster(source.cluster, cluster["endpoint"], authority, cluster.get("version", ""))


def token(source: Source) -> Token:
    """A fresh token. Raises AwsError."""
    botocore_exceptions = _botocore()
    try:
        return make_token(source)
    except (botocore_exceptions.BotoCoreError, ValueError) as error:
        raise AwsError(f"no token for cluster {source.cluster}: {error}") from error


def _botocore() -> Any:
    """botocore's exceptions; loaded late, so that a missing botocore is told in words."""
    try:
        import botocore.exceptions
    except ImportError as error:
        raise AwsError(f"botocore is not installed for this Python: {error}") from error
    return botocore.exceptions
