"""Makes the catalogue's images: those whose content the registry lacks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from platform_lab import catalogue, paths
from platform_lab.build import keys, schedule, shell, store, upstream
from platform_lab.build import make as artifacts
from platform_lab.build.schedule import Job
from platform_lab.build.upstream import Source
from platform_lab.images import recipe
from platform_lab.images.buildah import Buildah
from platform_lab.images.registry import Registry
from platform_lab.progress import Progress


def folder(name: str) -> Path | None:
    """Folder with the image's Dockerfile; None where it is a plain root file system."""
    image = catalogue.load().image(name)
    return paths.project_dir() / "lab/images" / image.recipe if image.recipe else None


def needs(name: str) -> recipe.Needs:
    """Base images (by name) and artifacts that the image is made of."""
    place = folder(name)
    if place is None:
        return recipe.Needs((), (owner(name),))
    found = recipe.needs((place / "Dockerfile").read_text())
    return recipe.Needs(tuple(recipe.split(base)[0] for base in found.bases), found.contexts)


def owner(name: str) -> str:
    """The component that an image belongs to."""
    components = catalogue.load().components.items()
    return next(component for component, entry in components if name in entry.images)


def key_of(name: str) -> str:
    """Content key of an image: of its recipe, its artifacts and its base images."""
    place, needed = folder(name), needs(name)
    return keys.key(
        {
            "recipe": keys.file_hashes(place) if place else {},
            "artifacts": {part: store.key_of(part) for part in needed.contexts},
            "bases": {base: key_of(base) for base in needed.bases},
        }
    )


def wanted(names: Iterable[str]) -> list[str]:
    """Names of images, from names of images or components; all where none is given.

    Raises:
        LabError: the catalogue does not have one.
    """
    known = catalogue.load()
    chosen: list[str] = []
    for name in names:
        chosen += [name] if "/" in name else list(known.component(name).images)
    for name in chosen:
        known.image(name)
    return chosen or list(known.images())


def missing(names: Iterable[str], registry: Registry, source: Source = "auto") -> list[str]:
    """Those of the images, and of their bases, whose content the registry lacks; bases first."""
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if _satisfied(name, registry, source):
            return
        if not from_upstream(name, source):
            for base in needs(name).bases:
                visit(base)
        found[name] = None

    for name in names:
        visit(name)
    return list(found)


def from_upstream(name: str, source: Source) -> bool:
    """Whether the image is copied from upstream rather than made.

    Raises:
        LabError: the user wants upstream, but the digest is not pinned.
    """
    digests = catalogue.load().component(owner(name)).digests()
    return upstream.taken(f"image {name}", digests, name.partition("/")[0], source)


def _satisfied(name: str, registry: Registry, source: Source) -> bool:
    image = catalogue.load().image(name)
    built = registry.key(name, image.tag) == key_of(name)
    if source == "build" or (built and source == "auto"):
        return built
    copied = image.digest is not None and registry.digest(name, image.tag) == image.digest
    return copied or (built and not from_upstream(name, source))


def build(
    names: Iterable[str], registry: Registry, say: Progress, source: Source = "auto"
) -> list[str]:
    """Make and push what is missing of the named images, artifacts first.

    Returns:
        Names of the images that were made.
    """
    todo = missing(names, registry, source)
    maker = Maker(registry, say, source)
    if todo:
        made_here = [name for name in todo if not from_upstream(name, source)]
        parts = dict.fromkeys(part for name in made_here for part in needs(name).contexts)
        absent = artifacts.missing(parts, source)
        schedule.run(artifacts.jobs(absent, say, source) + maker.jobs(todo))
    return maker.made


class Maker:
    """Fills one registry.

    Args:
        registry: where the images go.
        say: shows the progress.
        source: whether to take them from upstream or to make them.

    Attributes:
        made: names of the images that it has pushed.
    """

    def __init__(self, registry: Registry, say: Progress, source: Source) -> None:
        self.made: list[str] = []
        self._registry = registry
        self._say = say
        self._source = source
        self._buildah = Buildah(registry, registry_hosts())

    def jobs(self, names: Iterable[str], after: Iterable[str] = ()) -> list[Job]:
        """One job for each image; it needs its artifacts, its base images and the jobs ``after``.

        What the registry has when its turn comes is left as it is.
        """
        jobs = []
        for name in names:
            before = {*after}
            if not from_upstream(name, self._source):
                needed = needs(name)
                before |= {*needed.contexts, *(f"image {base}" for base in needed.bases)}
            work = partial(self._supply, name)
            jobs.append(Job(f"image {name}", work, frozenset(before), "fetch"))
        return jobs

    def _supply(self, name: str) -> None:
        if _satisfied(name, self._registry, self._source):
            return
        if from_upstream(name, self._source):
            self._copy(name)
        else:
            self._make(name)
        self.made.append(name)

    def _copy(self, name: str) -> None:
        image = catalogue.load().image(name)
        with self._say.step(f"copy {name}"):
            # As it is, for all machine types: a repacked image would have another digest.
            words = ["skopeo", "copy", "--quiet", "--all", "--preserve-digests"]
            origin = f"docker://{name}@{image.digest}"
            target = f"docker://{self._registry.reference(name, image.tag)}"
            shell.logged(f"image {name}", [*words, "--dest-tls-verify=false", origin, target])

    def _make(self, name: str) -> None:
        image = catalogue.load().image(name)
        reference, key, place = catalogue.load().reference(name), key_of(name), folder(name)
        part = f"image {name}"
        with self._say.step(part, expected=image.seconds):
            if place is None:
                archive = store.artifact(owner(name)) / "rootfs.tar"
                self._buildah.import_rootfs(part, reference, archive, key)
            else:
                contexts = {part: store.artifact(part) for part in needs(name).contexts}
                self._buildah.build(part, reference, place / "Dockerfile", place, key, contexts)
            self._buildah.push(part, reference, name, image.tag)


def registry_hosts() -> list[str]:
    """Host parts of all image names in the catalogue."""
    return sorted({name.partition("/")[0] for name in catalogue.load().images()})
