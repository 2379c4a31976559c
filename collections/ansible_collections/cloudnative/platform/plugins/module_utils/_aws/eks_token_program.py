# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes tokens for Amazon EKS without the aws CLI.

A kubeconfig runs this file as its exec plugin, so it must work alone: the standard library, and
botocore once the kept token has run out. A token is a presigned GetCallerIdentity request to STS.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

PREFIX = "k8s-aws-v1."
CLUSTER_HEADER = "x-k8s-aws-id"
# The server takes a token for 15 minutes; the last one is left for clocks that differ.
LIFETIME = timedelta(minutes=14)
# A kept token that ends sooner is made anew.
RESERVE = timedelta(minutes=2)
# The URL's own expiry: the server demands that it is set, and reads the 15 minutes from its date.
URL_EXPIRY = 60
IDENTITY = ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


class Source(NamedTuple):
    """Which cluster, and which credentials sign. Empty texts mean botocore's defaults."""

    cluster: str
    region: str
    endpoint_url: str = ""
    credentials_file: str = ""
    profile: str = ""


class Token(NamedTuple):
    """A bearer token and when it ends."""

    value: str
    expires: datetime


def session_of(source: Source) -> Any:
    """A botocore session. A given credentials file is the only place where it looks."""
    import botocore.session

    profile = source.profile or ("default" if source.credentials_file else None)
    session = botocore.session.Session(profile=profile)
    if source.credentials_file:
        session.set_config_variable("credentials_file", source.credentials_file)
        session.set_config_variable("config_file", os.devnull)
    return session


def make_token(source: Source, now: datetime | None = None) -> Token:
    """Sign a new token. Raises botocore's errors, such as NoCredentialsError."""
    from botocore.exceptions import NoCredentialsError
    from botocore.signers import RequestSigner

    session = session_of(source)
    if session.get_credentials() is None:
        raise NoCredentialsError
    sts = session.create_client(
        "sts", region_name=source.region, endpoint_url=source.endpoint_url or None
    )
    signer = RequestSigner(
        sts.meta.service_model.service_id,
        source.region,
        "sts",
        "v4",
        session.get_credentials(),
        session.get_component("event_emitter"),
    )
    request = {
        "method": "GET",
        "url": f"{sts.meta.endpoint_url.rstrip('/')}/?Action=GetCallerIdentity&Version=2011-06-15",
        "body": {},
        "headers": {CLUSTER_HEADER: source.cluster},
        "context": {},
    }
    url = signer.generate_presigned_url(
        request, region_name=source.region, expires_in=URL_EXPIRY, operation_name=""
    )
    encoded = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    return Token(PREFIX + encoded, (now or datetime.now(UTC)) + LIFETIME)


def cache_path(source: Source, folder: Path) -> Path:
    """The file for the kept token; another identity or new credentials lead to another file."""
    parts = [*source, *(os.environ.get(name, "") for name in IDENTITY)]
    if source.credentials_file and Path(source.credentials_file).exists():
        parts.append(str(Path(source.credentials_file).stat().st_mtime_ns))
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return folder / f".eks-token-{key}.json"


def kept_token(path: Path, now: datetime) -> Token | None:
    """The token of an earlier run, None if there is none that lasts long enough."""
    try:
        document = json.loads(path.read_text())
        token = Token(str(document["token"]), datetime.fromisoformat(document["expires"]))
        return token if token.expires - now > RESERVE else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_token(path: Path, token: Token) -> None:
    """Keep a token for the next run, readable by its owner only."""
    document = json.dumps({"token": token.value, "expires": token.expires.isoformat()})
    for old in path.parent.glob(".eks-token-*.json"):
        if old != path and kept_token(old, datetime.now(UTC)) is None:
            old.unlink(missing_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".eks-token-new-")
    with os.fdopen(descriptor, "w") as file:
        file.write(document)
    Path(name).replace(path)


def credential(token: Token) -> dict[str, Any]:
    """The ExecCredential that kubectl and all Kubernetes clients read."""
    return {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {
            "token": token.value,
            "expirationTimestamp": token.expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    }


def main() -> int:
    """Print an ExecCredential; errors go to stderr."""
    parser = argparse.ArgumentParser(description="Print a token for an EKS cluster.")
    parser.add_argument("--cluster", required=True)
    parser.add_argument("--region", required=True)
    parser.add_argument("--endpoint-url", default="")
    parser.add_argument("--credentials-file", default="")
    parser.add_argument("--profile", default="")
    source = Source(**vars(parser.parse_args()))
    path = cache_path(source, Path(__file__).resolve().parent)
    token = kept_token(path, datetime.now(UTC))
    if token is None:
        try:
            token = make_token(source)
        except ImportError as error:
            sys.stderr.write(f"{sys.executable} has no botocore: {error}\n")
            return 1
        # botocore's errors share no narrower root, and its text is all that the caller can use.
        except Exception as error:
            sys.stderr.write(f"no token for cluster {source.cluster}: {error}\n")
            return 1
        keep_token(path, token)
    sys.stdout.write(json.dumps(credential(token)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
