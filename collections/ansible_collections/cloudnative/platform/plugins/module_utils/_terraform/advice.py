# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What to do about the failures that people meet most. Pure."""

from __future__ import annotations

import re

# A pattern in what Terraform says, and what helps.
_ADVICE = (
    (
        r"ExpiredToken|RequestExpired|token included in the request is expired",
        "The credentials expired while Terraform worked. Sign in again and run the same command: "
        "it goes on from where it stopped.",
    ),
    (
        r"InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch",
        "AWS does not accept the credentials that Terraform used: check key and secret.",
    ),
    (
        r"AccessDenied|UnauthorizedOperation|is not authorized to perform",
        "The identity above lacks the permission that is named. Give it, or use another identity; "
        "playbooks/preflight.yml lists everything that is missing at once.",
    ),
    (
        r"[Ss]aved plan is stale",
        "The state has changed since the plan was saved: plan again with --check.",
    ),
)
_NO_BUCKET = re.compile(r"NoSuchBucket|S3 bucket .* does not exist|bucket .*must have been prev")


def advice(text: str) -> str:
    """What helps against an error of Terraform; empty where nobody knows."""
    if state_is_missing(text):
        return "The bucket of the state does not exist: run playbooks/bootstrap_state.yml once."
    return next((help for pattern, help in _ADVICE if re.search(pattern, text)), "")


def state_is_missing(text: str) -> bool:
    """Whether the S3 bucket of the state does not exist."""
    return bool(_NO_BUCKET.search(text))
