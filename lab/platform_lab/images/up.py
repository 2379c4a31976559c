"""Everything the lab installs, built and served: what ``registry up`` does."""

from __future__ import annotations

from platform_lab import catalogue
from platform_lab.build import make as artifacts
from platform_lab.build import schedule
from platform_lab.build.schedule import Job
from platform_lab.build.upstream import Source
from platform_lab.hosts import Program, cloud, ensure_host, ensure_program
from platform_lab.images import make, server
from platform_lab.images.buildah import Buildah
from platform_lab.images.registry import PORT, Registry
from platform_lab.progress import Progress

PROGRAM = "registry"


def lab_registry() -> Registry:
    """The registry on the lab's host ``cloud``."""
    return Registry(f"{cloud().ip}:{PORT}")


def start(say: Progress, source: Source = "auto") -> bool:
    """Have the registry running on the host ``cloud``; builds its program if need be.

    Returns:
        Whether anything was changed.
    """
    return bool(artifacts.build([PROGRAM], say, source, keep_caches=True)) | _serve()


def _serve() -> bool:
    """Have the built registry running; returns whether anything was changed."""
    registry = lab_registry()
    changed = ensure_host(cloud())
    changed |= ensure_program(cloud(), Program(PROGRAM, server.command(registry.address)))
    registry.wait()
    return changed


def up(say: Progress, source: Source = "auto", keep_caches: bool = False) -> dict[str, object]:
    """Start the registry, then make every artifact and image that is missing.

    Args:
        say: shows the progress.
        source: whether to take them from upstream or to build them.
        keep_caches: whether to leave Go's caches filled.

    Returns:
        What was built, as JSON.
    """
    registry = lab_registry()
    started: list[bool] = []
    parts = artifacts.missing(artifacts.wanted([]), source)
    maker = make.Maker(registry, say, source)
    # The registry starts as soon as its program is there, and fills while others are compiled.
    needs = frozenset({PROGRAM})
    serve = Job(f"start {PROGRAM}", lambda: started.append(_serve()), needs, lane="fetch")
    images = maker.jobs(make.wanted([]), after=[serve.name])
    schedule.run([serve, *artifacts.jobs(parts, say, source), *images])
    if maker.made:
        Buildah(registry, make.registry_hosts()).prune()
        server.collect_garbage(registry.address)
    if parts or maker.made:
        artifacts.finish(keep_caches)
    return {
        "changed": bool(any(started) or parts or maker.made),
        "artifacts": parts,
        "images": [catalogue.load().reference(name) for name in maker.made],
        "registry": registry.address,
    }


def check(source: Source = "auto") -> dict[str, object]:
    """What ``up`` would do, as JSON."""
    registry = lab_registry()
    parts = artifacts.missing(artifacts.wanted([]), source)
    names = make.wanted([])
    # A registry that is down cannot be asked; its images are then told by their parts.
    images = make.missing(names, registry, source) if registry.answers() else []
    return {
        "changed": bool(parts or images) or not registry.answers(),
        "artifacts": parts,
        "images": [catalogue.load().reference(name) for name in images],
        "registry": registry.address,
    }
