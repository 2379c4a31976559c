# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.providers import (
    check_provider,
)


@pytest.mark.parametrize(
    ("environment", "provider", "statuses"),
    [
        ("lab", "sync", []),
        ("lab", "external_secrets", ["fail"]),
        ("production", "external_secrets", ["warn"]),
        ("production", None, []),
    ],
)
def test_who_brings_secrets(environment: str, provider: str | None, statuses: list[str]) -> None:
    variables = {"platform_environment": environment}
    if provider:
        variables["secrets_provider"] = provider
    assert [check.status for check in check_provider(variables)] == statuses
