# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a repository of ECR holds images."""

from __future__ import annotations

from .leftovers.api import Api, Refused


def has_images(api: Api, repository: str) -> bool:
    """True where it holds at least one; a repository that is gone holds none. Raises AwsError."""
    try:
        answer = api.call("ecr", "list_images", repositoryName=repository, maxResults=1)
    except Refused as error:
        if error.is_absent:
            return False
        raise
    return bool(answer.get("imageIds"))
