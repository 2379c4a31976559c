"""A key changes with the content, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from platform_lab.build.keys import artifact_key, file_hashes, key
from platform_lab.catalogue.sources import LabSource

SUM = f"h1:{'a' * 43}="


def recipe() -> dict[str, Any]:
    module = {"version": "v1.0.0", "sum": SUM}
    return {
        "seconds": 10,
        "go": {"modules": {"x.org/a": module}, "programs": {"a": "./a"}, "variables": {"v": "1"}},
    }


def of(data: dict[str, Any], toolchain: str = "go1", folder: Path | None = None) -> str:
    return artifact_key(LabSource.model_validate(data), toolchain, folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda go: go["modules"]["x.org/a"].update(version="v1.0.1"),
        lambda go: go["modules"]["x.org/a"].update(sum=f"h1:{'b' * 43}="),
        lambda go: go["programs"].update(b="./b"),
        lambda go: go["variables"].update(v="2"),
        lambda go: go.update(tags=["x"]),
        lambda go: go.update(files={"chart": "charts/x"}),
    ],
)
def test_another_recipe_is_another_artifact(change: Callable[[dict[str, Any]], object]) -> None:
    changed = recipe()
    change(changed["go"])
    assert of(changed) != of(recipe())


def test_another_toolchain_is_another_artifact() -> None:
    assert of(recipe(), "go1") != of(recipe(), "go2")


def test_how_long_it_takes_does_not_matter() -> None:
    assert of(recipe() | {"seconds": 99}) == of(recipe())


def test_the_order_of_entries_does_not_matter() -> None:
    one, other = recipe(), recipe()
    one["go"]["programs"] = {"a": "./a", "b": "./b"}
    other["go"]["programs"] = {"b": "./b", "a": "./a"}
    assert of(one) == of(other)


def test_files_count_with_name_content_and_permission(tmp_path: Path) -> None:
    file = tmp_path / "sub" / "go.mod"
    file.parent.mkdir()
    keys = set()
    for content, mode in (("a", 0o644), ("b", 0o644), ("b", 0o755)):
        file.write_text(content)
        file.chmod(mode)
        keys.add(of(recipe(), folder=tmp_path))
    file.rename(tmp_path / "go.mod")
    keys.add(of(recipe(), folder=tmp_path))
    assert len(keys) == 4


def test_a_changed_date_is_no_changed_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    before = file_hashes(tmp_path)
    (tmp_path / "a").touch()
    assert file_hashes(tmp_path) == before


def test_a_key_is_short_and_fit_for_a_file_name() -> None:
    assert key({}).isalnum()
    assert len(key({"a": 1})) == 12
