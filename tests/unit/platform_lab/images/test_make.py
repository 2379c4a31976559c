"""Which images are made, in which order, and when one is up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from platform_lab import catalogue, paths
from platform_lab.build import store, upstream
from platform_lab.build.upstream import Source
from platform_lab.catalogue.load import parse
from platform_lab.errors import LabError
from platform_lab.images import make
from platform_lab.images.registry import Registry
from platform_lab.progress import Progress, Timings

DIGEST = f"sha256:{'0' * 64}"
CATALOGUE = f"""\
debian: {{suite: bookworm, version: "12", end_of_life: 2028-06-30, packages: {{curl: curl}}}}
terraform_providers: {{}}
components:
  base:
    version: "12"
    licence: MIT
    end_of_life: 2027-01-01
    lab: {{seconds: 1, rootfs: {{packages: [curl]}}}}
    images: {{docker.io/library/base: {{tag: "12", digest: null, recipe: null}}}}
  tool:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    lab: {{seconds: 1, debian: {{packages: [curl]}}}}
    images: {{quay.io/x/tool: {{tag: 1.0.0, digest: "{DIGEST}", recipe: tool}}}}
  other:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    upstream: [{{url: "https://example.org/other", digest: null, to: bin/other}}]
    images: {{quay.io/x/other: {{tag: 1.0.0, digest: "{DIGEST}", recipe: other}}}}
"""
BASE, TOOL, OTHER = "docker.io/library/base", "quay.io/x/tool", "quay.io/x/other"


class Shelf(Registry):
    """A registry that has what the test puts there."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1:9")
        object.__setattr__(self, "keys", {})
        object.__setattr__(self, "digests", {})

    keys: dict[str, str]
    digests: dict[str, str]

    def key(self, name: str, tag: str) -> str | None:
        return self.keys.get(f"{name}:{tag}")

    def digest(self, name: str, tag: str) -> str | None:
        return self.digests.get(f"{name}:{tag}")

    def put(self, name: str) -> None:
        self.keys[catalogue.load().reference(name)] = make.key_of(name)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    small = parse(CATALOGUE, "catalogue.yml")
    monkeypatch.setattr(catalogue, "load", lambda: small)
    monkeypatch.setattr(paths, "project_dir", lambda: tmp_path)
    monkeypatch.setattr(store, "key_of", lambda name: f"key of {name}")
    monkeypatch.setattr(upstream, "online", lambda host: True)
    for recipe in ("tool", "other"):
        folder = tmp_path / "lab/images" / recipe
        folder.mkdir(parents=True)
        text = f"FROM {BASE}:12\nCOPY --from=tool bin/{recipe} /\n"
        (folder / "Dockerfile").write_text(text)
    return Shelf()


def test_bases_come_first_and_once(shelf: Shelf) -> None:
    assert make.missing([TOOL, OTHER, BASE], shelf, "build") == [BASE, TOOL, OTHER]


def test_only_what_is_missing_is_made(shelf: Shelf) -> None:
    shelf.put(BASE)
    shelf.put(TOOL)
    assert make.missing([TOOL, OTHER], shelf, "build") == [OTHER]
    shelf.put(OTHER)
    assert make.missing([TOOL, OTHER, BASE], shelf, "build") == []


def change_recipe(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "lab/images/other/extra").write_text("x")


def change_artifact(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "key_of", lambda name: f"new key of {name}")


@pytest.mark.parametrize("change", [change_recipe, change_artifact])
def test_a_changed_part_makes_the_image_anew(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    for name in (BASE, TOOL, OTHER):
        shelf.put(name)
    change(tmp_path, monkeypatch)
    assert OTHER in make.missing([OTHER], shelf, "build")


def test_a_changed_base_makes_its_images_anew(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {"base": "1", "tool": "1"}
    monkeypatch.setattr(store, "key_of", keys.__getitem__)
    for name in (BASE, TOOL, OTHER):
        shelf.put(name)
    keys["base"] = "2"
    assert make.missing([TOOL], shelf, "build") == [BASE, TOOL]


@pytest.mark.parametrize(
    ("source", "has_built", "has_copy", "missing"),
    [
        ("auto", True, False, False),
        ("auto", False, True, False),
        ("auto", False, False, True),
        ("upstream", True, False, True),
        ("upstream", False, True, False),
        ("build", True, False, False),
        ("build", False, True, True),
    ],
)
def test_where_the_image_in_the_registry_has_to_come_from(
    shelf: Shelf, source: Source, has_built: bool, has_copy: bool, missing: bool
) -> None:
    shelf.put(BASE)
    if has_built:
        shelf.put(TOOL)
    if has_copy:
        shelf.digests[f"{TOOL}:1.0.0"] = DIGEST
    assert make.missing([TOOL], shelf, source) == ([TOOL] if missing else [])


def test_a_copied_image_needs_no_base_and_no_artifact(shelf: Shelf, tmp_path: Path) -> None:
    assert make.missing([TOOL], shelf, "upstream") == [TOOL]


def test_a_component_that_is_not_pinned_as_a_whole_is_not_copied(shelf: Shelf) -> None:
    shelf.put(BASE)
    assert make.missing([OTHER], shelf, "auto") == [OTHER]
    assert not make.from_upstream(OTHER, "auto")
    with pytest.raises(LabError, match=r"image quay\.io/x/other is not installed from upstream"):
        make.missing([OTHER], shelf, "upstream")


def test_names_may_be_images_or_components(shelf: Shelf) -> None:
    assert make.wanted(["tool", "base"]) == [TOOL, BASE]
    assert make.wanted([OTHER]) == [OTHER]
    assert make.wanted([]) == [BASE, TOOL, OTHER]
    with pytest.raises(LabError, match="unknown image"):
        make.wanted(["quay.io/x/none"])
    with pytest.raises(LabError, match="unknown component"):
        make.wanted(["none"])


def test_a_job_waits_for_its_artifact_and_its_base(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_LAB_CACHE", str(tmp_path / "cache"))
    maker = make.Maker(shelf, Progress(Timings(tmp_path / "timings")), "auto")
    jobs = maker.jobs([BASE, OTHER], after=["start registry"])
    assert [job.name for job in jobs] == [f"image {BASE}", f"image {OTHER}"]
    assert jobs[0].needs == {"start registry", "base"}
    assert jobs[1].needs == {"start registry", "tool", f"image {BASE}"}


def test_a_job_leaves_what_the_registry_has_by_then(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_LAB_CACHE", str(tmp_path / "cache"))
    maker = make.Maker(shelf, Progress(Timings(tmp_path / "timings")), "auto")
    (job,) = maker.jobs([BASE])
    shelf.put(BASE)
    job.work()
    assert maker.made == []


def test_the_hosts_that_the_lab_answers_for(shelf: Shelf) -> None:
    assert make.registry_hosts() == ["docker.io", "quay.io"]
