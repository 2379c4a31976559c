"""A destroy that is killed at whatever point ends with nothing left when it is run again."""

from __future__ import annotations

from aws.kills import POINTS, interrupted
from aws.provisioning import Provisioning


def test_destroy_that_is_killed_again_and_again(built: Provisioning) -> None:
    assert len(built.made()) > 20
    assert interrupted(built, "absent") == POINTS
    built.run("-e", "infrastructure_state=absent")
    assert built.addresses().total() == 0
    assert built.made() == []


def test_destroy_of_nothing_changes_nothing(small: Provisioning) -> None:
    assert "changed=0" in small.run("-e", "infrastructure_state=absent")
