# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.assessment import State
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.status import assess

CASES = list(yaml.safe_load_all((Path(__file__).parent / "status_cases.yml").read_text()))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_state(case: dict[str, Any]) -> None:
    assessment = assess(case["object"])
    assert assessment.state.value == case["state"]
    assert case.get("says", "") in assessment.message


def test_every_unready_state_says_why() -> None:
    assessments = [assess(case["object"]) for case in CASES]
    assert all(a.message for a in assessments if a.state is not State.READY)
