"""``cloud`` on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from platform_lab.cloud import commands, up
from platform_lab.cloud.settings import Settings
from platform_lab.errors import LabError
from platform_lab.hosts.supervisor import render_program


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    commands.register(parser.add_subparsers())
    return parser.parse_args(["cloud", *words])


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("PLATFORM_LAB_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--account", "12"), "'12'"),
        (("--region", "Seoul"), "'Seoul'"),
        (("--region", "a b"), "a b"),
    ],
)
def test_a_wrong_wish_is_refused_before_anything_starts(words: tuple[str, ...], named: str) -> None:
    args = parse("up", *words)
    with pytest.raises(LabError, match=named):
        args.run(args)


def test_what_changes_the_lab_is_marked() -> None:
    marks = {name: parse(name).changes_lab for name in ("up", "status", "down")}
    assert marks == {"up": True, "status": False, "down": True}


def test_asking_a_lab_that_never_ran_to_end_changes_nothing() -> None:
    args = parse("down")
    assert args.run(args) == {"changed": False, "removed": []}


def test_the_emulator_can_be_written_as_a_program(settings: Settings) -> None:
    text = render_program(up.emulator_program(settings))
    assert "--address 172.30.0.2/24" in text
    assert "platform_lab.cloud.emulator" in text
