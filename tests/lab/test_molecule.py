"""Each role's own scenario: apply it, apply it again without a change, ask the product."""

from __future__ import annotations

import pytest

from support.shell import ROOT, Run, Shell

SCENARIOS = sorted(path.parent.name for path in ROOT.glob("molecule/*/verify.yml"))


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(site: Run, shell: Shell, scenario: str) -> None:
    run = shell("molecule", "test", "-s", scenario)
    assert run.status == 0
