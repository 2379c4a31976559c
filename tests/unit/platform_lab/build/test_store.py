"""An artifact is there completely or not at all, and old contents go."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab.build import store
from platform_lab.errors import LabError

pytestmark = pytest.mark.usefixtures("cache")


def fill(target: Path) -> None:
    (target / "bin").mkdir()
    (target / "bin/tool").write_text("made")


def test_what_is_not_built_is_told_with_the_command() -> None:
    with pytest.raises(LabError, match=r"tool is not built .* platform_lab build tool"):
        store.artifact("tool")


def test_what_is_published_is_found_with_its_origin() -> None:
    path = store.publish("tool", "build", fill)
    assert store.artifact("tool") == path
    assert (path / "bin/tool").read_text() == "made"
    assert store.origin("tool") == "build"


def test_a_failed_filling_shows_nothing() -> None:
    def fail(target: Path) -> None:
        fill(target)
        raise LabError("no space left")

    with pytest.raises(LabError, match="no space left"):
        store.publish("tool", "build", fail)
    assert not store.place("tool").exists()


def test_leftovers_of_an_interrupted_filling_do_not_get_in() -> None:
    draft = store.place("tool").with_name(f".{store.place('tool').name}.new")
    draft.mkdir()
    (draft / "half").touch()
    path = store.publish("tool", "build", fill)
    assert sorted(item.name for item in path.iterdir()) == ["bin", "origin"]
    assert not draft.exists()


def test_old_contents_are_removed_but_not_those_of_others() -> None:
    old, other = store.folder() / "tool-0123456789ab", store.folder() / "tool-kit-0123456789ab"
    stray = store.folder() / ".tool-0123456789ab.new"
    for path in (old, other, stray):
        path.mkdir()
    path = store.publish("tool", "build", fill)
    assert sorted(store.folder().iterdir()) == sorted([path, other])


def test_the_same_content_from_another_origin_takes_its_place() -> None:
    store.publish("tool", "build", fill)
    store.publish("tool", "upstream", fill)
    assert store.origin("tool") == "upstream"


def test_a_component_of_images_only_has_no_artifact() -> None:
    with pytest.raises(LabError, match="picture is an image only"):
        store.artifact("picture")


def test_an_unknown_component_is_told() -> None:
    with pytest.raises(LabError, match="unknown component 'tolo'"):
        store.artifact("tolo")
