# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The cluster takes tokens that are signed with AWS credentials, and no others."""

from __future__ import annotations

import base64

from ..._aws import eks
from ..._aws.eks_token_program import PREFIX
from ..._aws.errors import AwsError
from .. import guards
from ..context import Context
from ..model import Control, Observation, Proof, ProofError


def needs(context: Context) -> str:
    """Why there is nobody to sign for."""
    return "" if context.settings.aws_cluster_name else "the cluster is no EKS cluster"


def tampered(token: str) -> str:
    """The token with another last digit in its signature."""
    encoded = token.removeprefix(PREFIX)
    url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    head, mark, signature = url.partition("X-Amz-Signature=")
    end = signature.find("&") if "&" in signature else len(signature)
    digit = "1" if signature[end - 1] == "0" else "0"
    url = head + mark + signature[: end - 1] + digit + signature[end:]
    return PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def check(context: Context) -> list[Observation]:
    """Make a token and ask the API server who it belongs to."""
    source = context.settings.aws()
    try:
        token = eks.token(source).value
    except AwsError as error:
        raise ProofError(str(error)) from error
    user = context.cluster.whoami(tampered(token) if context.subject else token)
    return [
        Observation(
            asked=f"who the API server says that the holder of a token for {source.cluster} is",
            expected="a user",
            seen=f"user {user}" if user else "refused (401)",
            held=bool(user),
        )
    ]


PROOF = Proof(
    name="eks_token",
    title="The cluster accepts a token signed with AWS credentials and no other",
    guard="The API server's token check against AWS",
    requirement="T-2",
    check=check,
    control=Control(
        title="one digit of the token's signature was changed",
        broken=guards.asking_about("tampered"),
        mends=False,
    ),
    needs=needs,
    patience=30,
)
