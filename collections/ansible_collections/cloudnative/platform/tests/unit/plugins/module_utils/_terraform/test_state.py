# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.state import mend


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "terraform.tfstate"


def test_whole_and_missing_states_are_left_alone(state: Path) -> None:
    assert mend(state) == ""
    state.write_text('{"version": 4}')
    assert mend(state) == ""
    assert state.read_text() == '{"version": 4}'


@pytest.mark.parametrize("cut", ["", '{"version": 4, "resou'])
def test_a_cut_state_is_kept_aside_and_its_backup_used(state: Path, cut: str) -> None:
    state.write_text(cut)
    backup = state.with_name("terraform.tfstate.backup")
    backup.write_text('{"serial": 1}')
    assert "its backup is used" in mend(state)
    assert state.read_text() == '{"serial": 1}'
    (aside,) = state.parent.glob("*.damaged-*")
    assert aside.read_text() == cut


def test_without_a_backup_everything_is_to_be_adopted(state: Path) -> None:
    state.write_text("{")
    assert "everything that AWS has is adopted" in mend(state)
    assert not state.exists()


def test_a_state_that_was_never_written_is_none(state: Path) -> None:
    state.touch()
    assert mend(state) == ""
    assert list(state.parent.iterdir()) == []
