# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""AWS in this process (moto), as the modules reach it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import Scope
from moto import mock_aws
from moto.core.responses import ActionResult
from moto.elasticache.responses import ElastiCacheResponse


@pytest.fixture
def api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """An empty account."""
    # moto lacks this list; nobody here makes such a group.
    monkeypatch.setattr(
        ElastiCacheResponse,
        "describe_cache_parameter_groups",
        lambda self: ActionResult({}),
        raising=False,
    )
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = key\naws_secret_access_key = secret\n")
    with mock_aws():
        yield Api(Source("shop", "ap-northeast-2", credentials_file=str(file)))


@pytest.fixture
def scope() -> Scope:
    """The platform under test; others have names that begin alike."""
    return Scope("shop", "shop")
