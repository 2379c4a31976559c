"""What is to be made, and that a second run makes nothing."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from platform_lab.build import caches, make, store
from platform_lab.build.upstream import Source
from platform_lab.errors import LabError
from platform_lab.progress import Progress, Timings


@pytest.fixture
def lines() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def say(cache: Path, lines: io.StringIO) -> Progress:
    return Progress(Timings(cache / "timings.json"), out=lines)


@pytest.fixture(autouse=True)
def made(cache: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Building only notes the name; emptying Go's caches too."""
    notes: list[str] = []
    monkeypatch.setattr(make, "_fill", lambda name, target: notes.append(name))
    monkeypatch.setattr(caches, "empty", lambda name: notes.append(f"emptied {name}"))
    return notes


def test_all_of_the_lab_are_wanted_where_none_is_named() -> None:
    assert make.wanted([]) == ["tool", "tool-kit"]
    assert make.wanted(["checker"]) == ["checker"]


def test_an_unknown_name_is_refused_before_anything_is_built() -> None:
    with pytest.raises(LabError, match="unknown component"):
        make.wanted(["tool", "nonsense"])


def test_a_second_run_builds_nothing(say: Progress, made: list[str], lines: io.StringIO) -> None:
    assert make.build(make.wanted([]), say) == ["tool", "tool-kit"]
    assert made == ["tool", "tool-kit", "emptied build", "emptied mod"]
    assert "build tool: done" in lines.getvalue()
    assert make.build(make.wanted([]), say) == []
    assert len(made) == 4


def test_finished_is_what_lies_in_the_store(say: Progress) -> None:
    assert make.finished() == []
    make.build(["tool"], say)
    assert make.finished() == ["tool"]


def test_an_interrupted_run_goes_on(
    say: Progress, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(name: str, target: Path) -> None:
        if name == "tool-kit":
            raise LabError("interrupted")

    with monkeypatch.context() as broken:
        broken.setattr(make, "_fill", fill)
        with pytest.raises(LabError, match="interrupted"):
            make.build(make.wanted([]), say)
    assert make.build(make.wanted([]), say) == ["tool-kit"]


def test_caches_stay_until_everything_is_made(say: Progress, made: list[str]) -> None:
    make.build(["tool"], say)
    assert made == ["tool"]
    make.build(["tool-kit"], say, keep_caches=True)
    assert made == ["tool", "tool-kit"]


@pytest.mark.parametrize(
    ("origin", "source", "missing"),
    [
        ("build", "auto", False),
        ("build", "build", False),
        ("upstream", "auto", False),
        ("upstream", "build", True),
    ],
)
def test_another_origin_than_wanted_is_missing(origin: str, source: Source, missing: bool) -> None:
    store.publish("tool", origin, lambda target: None)
    assert make.missing(["tool"], source) == (["tool"] if missing else [])


def test_upstream_without_a_digest_is_refused() -> None:
    with pytest.raises(LabError, match=r"tool is not installed from upstream.*catalogue-pin"):
        make.missing(["tool"], "upstream")


def test_what_upstream_does_not_publish_is_built(say: Progress) -> None:
    assert make.build(["tool-kit"], say, "upstream") == ["tool-kit"]
    assert store.origin("tool-kit") == "build"
    assert make.missing(["tool-kit"], "upstream") == []


def test_go_parts_are_fetched_one_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    recipes = {name: GoLike() for name in "abcd"}
    monkeypatch.setattr(store, "lab_source", recipes.__getitem__)
    monkeypatch.setattr(make, "from_upstream", lambda name, source: False)
    jobs = {job.name: job for job in make.jobs("abcd", say=None)}  # type: ignore[arg-type]
    assert jobs["fetch a"].needs == jobs["fetch b"].needs == frozenset()
    assert jobs["fetch c"].needs == {"a"}
    assert jobs["fetch d"].needs == {"b"}
    assert jobs["d"].needs == {"fetch d"}
    assert {jobs[name].lane for name in "abcd"} != {jobs["fetch a"].lane}


class GoLike:
    """A recipe that says it is a Go one."""

    go = object()
