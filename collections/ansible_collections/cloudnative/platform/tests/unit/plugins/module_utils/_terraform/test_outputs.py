# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._terraform import outputs

GIVEN = {
    "platform": {"sensitive": False, "type": "string", "value": {"vpc_id": "vpc-1"}},
    "token": {"sensitive": True, "type": "string", "value": "hidden"},
}


def test_sensitive_values_are_left_out_and_named() -> None:
    assert outputs.plain(GIVEN) == {"platform": {"vpc_id": "vpc-1"}}
    assert outputs.sensitive(GIVEN) == ["token"]
