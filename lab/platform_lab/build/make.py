"""Makes artifacts, each once, in two lanes: compile, and fetch or unpack."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from platform_lab import catalogue, lock, paths
from platform_lab.build import caches, debian, golang, others, schedule, store, upstream
from platform_lab.build.schedule import Job
from platform_lab.build.upstream import Source
from platform_lab.progress import Progress, Timings

# Seconds: longer than everything takes to build.
PATIENCE = 5400.0


def hold_cache(owner: int) -> None:
    """Make ``owner`` the only process that fills the cache, until it ends; waits for its turn.

    Raises:
        LabError: another living process does for longer than anything takes.
    """
    lock.take_in_turn(paths.cache_dir() / "build.lock", owner, "the build cache", PATIENCE)


def progress() -> Progress:
    """Progress lines with the durations that earlier runs left."""
    return Progress(Timings(paths.cache_dir() / "timings.json"))


def wanted(names: Iterable[str]) -> list[str]:
    """The named components, or all of the lab that have an artifact where none is named.

    Raises:
        LabError: the catalogue does not know one, or it has no artifact.
    """
    components = catalogue.load().components
    chosen = list(names) or [
        name for name, part in components.items() if part.lab and not part.tests_only
    ]
    for name in chosen:
        store.lab_source(name)
    return chosen


def finished() -> list[str]:
    """Components whose artifact is there in its present content."""
    return [name for name in wanted([]) if store.place(name).is_dir()]


def missing(names: Iterable[str], source: Source = "auto") -> list[str]:
    """Those of ``names`` that are absent in their present content, or not from ``source``.

    Raises:
        LabError: the user wants upstream, but a digest is not pinned.
    """
    return [name for name in names if not _satisfied(name, source)]


def build(
    names: Iterable[str], say: Progress, source: Source = "auto", keep_caches: bool = False
) -> list[str]:
    """Make what is missing of the named artifacts.

    Returns:
        What was made.
    """
    todo = missing(names, source)
    if todo:
        schedule.run(jobs(todo, say, source))
        finish(keep_caches)
    return todo


def finish(keep_caches: bool = False) -> None:
    """Empty Go's caches once everything is made: they have done their duty."""
    if not keep_caches and not missing(wanted([])):
        for name in ("build", "mod"):
            caches.empty(name)


def jobs(names: Iterable[str], say: Progress, source: Source = "auto") -> list[Job]:
    """A fetch and a compile job for each Go program; one job for anything else."""
    modules_lock = threading.Lock()
    made: list[Job] = []
    compiled: list[str] = []
    # Compiling is what takes long: nothing else may keep its first download waiting.
    for name in sorted(names, key=lambda name: store.lab_source(name).go is None):
        recipe = store.lab_source(name)
        if from_upstream(name, source):
            made.append(Job(name, partial(_download, name, say), lane="fetch"))
        elif recipe.go:
            # Fetches ahead by one part, so that the cache does not fill with all modules.
            ahead = frozenset(compiled[-2:-1])
            fetch = schedule.guarded(modules_lock, partial(golang.fetch, name, recipe.go))
            made.append(Job(f"fetch {name}", fetch, ahead, lane="fetch"))
            compile_ = partial(_compile, name, modules_lock, say)
            made.append(Job(name, compile_, frozenset({f"fetch {name}"})))
            compiled.append(name)
        else:
            work = partial(_build, name, say)
            made.append(Job(name, schedule.guarded(modules_lock, work), lane="fetch"))
    return made


def from_upstream(name: str, source: Source) -> bool:
    """Whether the artifact is downloaded rather than built.

    A component comes from one place as a whole: an image made here needs programs that the
    upstream artifact, with its programs in upstream's images, may lack.

    Raises:
        LabError: the user wants upstream, but a digest is not pinned.
    """
    component = catalogue.load().component(name)
    if not component.upstream:
        return False
    host = upstream.host_of(component.upstream[0].url)
    return upstream.taken(name, component.digests(), host, source)


def _satisfied(name: str, source: Source) -> bool:
    there = store.place(name).is_dir()
    if source == "auto":
        return there
    origin = "upstream" if from_upstream(name, source) else "build"
    return there and store.origin(name) == origin


def _compile(name: str, modules_lock: threading.Lock, say: Progress) -> None:
    _build(name, say)
    with modules_lock:
        emptied = caches.bound()
    if emptied:
        say.say(f"emptied Go's caches: {', '.join(emptied)}")


def _download(name: str, say: Progress) -> None:
    downloads = catalogue.load().component(name).upstream
    with say.step(f"download {name}"):
        store.publish(name, "upstream", partial(upstream.install, name, downloads))


def _build(name: str, say: Progress) -> None:
    recipe = store.lab_source(name)
    with say.step(f"build {name}", expected=recipe.seconds):
        store.publish(name, "build", partial(_fill, name))


def _fill(name: str, target: Path) -> None:
    recipe = store.lab_source(name)
    if recipe.go:
        golang.build(name, recipe.go, target)
    elif recipe.c:
        others.compile_c(name, recipe.c, target)
    elif recipe.pypi:
        others.install_wheel(name, recipe.pypi, target)
    elif recipe.debian:
        debian.unpack(name, recipe.debian, target)
    elif recipe.rootfs:
        debian.make_rootfs(name, recipe.rootfs, target)
