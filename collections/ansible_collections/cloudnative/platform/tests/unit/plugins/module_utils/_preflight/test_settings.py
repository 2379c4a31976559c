# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.networks import (
    check_networks,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.variables import (
    check_values,
)

SETTINGS = yaml.safe_load(Path(__file__).with_name("settings.yml").read_text())

# This machine, and the lab's own interface on it, which must not count.
INTERFACES = [("eth0", "192.168.7.20/24"), ("cnp-host", "172.30.0.1/24")]


def findings(settings: dict[str, Any]) -> list[str]:
    found = [*check_values(settings), *check_networks(settings, INTERFACES)]
    return [check.line() for check in found if check.status == "fail"]


@pytest.mark.parametrize("environment", SETTINGS["valid"])
def test_right_settings_pass(environment: str) -> None:
    assert findings(SETTINGS["valid"][environment]) == []


@pytest.mark.parametrize("name", SETTINGS["invalid"])
def test_wrong_settings_are_refused(name: str) -> None:
    case = SETTINGS["invalid"][name]
    changed = SETTINGS["valid"][case.get("of", "lab")] | case["set"]
    settings = {name: value for name, value in changed.items() if value is not None}
    assert case["says"] in "\n".join(findings(settings))


def test_everything_is_named_at_once() -> None:
    settings = SETTINGS["valid"]["lab"] | {"lab_nodes": 0, "platform_region": "here"}
    assert len(findings(settings)) == 2
