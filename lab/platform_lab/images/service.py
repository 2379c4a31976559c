"""Builds the image of a service from its Dockerfile and pushes it."""

from __future__ import annotations

from pathlib import Path

from platform_lab import paths
from platform_lab.build import keys
from platform_lab.errors import LabError
from platform_lab.images import make, recipe, retention
from platform_lab.images.buildah import Buildah
from platform_lab.images.registry import Registry
from platform_lab.progress import Progress

# Not part of an image's content: what tools leave in a checkout, also while tests run.
IGNORED = [".venv", ".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"]
IGNORED += ["tests", "testing", ".hypothesis", ".coverage*"]
EXPECTED_SECONDS = 60


def service_folder(service: str, services: Path | None = None) -> Path:
    """Folder of a service.

    Args:
        service: its name.
        services: folder of all services; None for this project's.

    Raises:
        LabError: there is none, or it has no Dockerfile.
    """
    services = services or paths.project_dir() / "services"
    folder = services / service
    if not (folder / "Dockerfile").is_file():
        known = sorted(path.parent.name for path in services.glob("*/Dockerfile"))
        raise LabError(f"{folder} has no Dockerfile", f"Services are: {', '.join(known)}")
    return folder


def service_key(folder: Path) -> str:
    """Content key of a service's image: of its files, what it shares, and its base images."""
    names = [recipe.split(base)[0] for base in _needs(folder).bases]
    return keys.key(
        {
            "files": keys.file_hashes(folder, IGNORED),
            "contexts": {
                name: keys.file_hashes(path, IGNORED) for name, path in contexts(folder).items()
            },
            "bases": {name: make.key_of(name) for name in names},
        }
    )


def contexts(folder: Path) -> dict[str, Path]:
    """Folders beside the service's that its Dockerfile copies from, by name.

    Raises:
        LabError: one of them does not exist.
    """
    found = {name: folder.parent / name for name in _needs(folder).contexts}
    for name, path in found.items():
        if not path.is_dir():
            raise LabError(
                f"{folder / 'Dockerfile'} copies from {name}, and there is no folder {path}",
                "Name a folder below services in COPY --from, or a stage of the file",
            )
    return found


def _needs(folder: Path) -> recipe.Needs:
    return recipe.needs((folder / "Dockerfile").read_text())


def is_built(folder: Path, repository: str, tag: str, registry: Registry) -> bool:
    """Whether the registry has the image of a service's folder in its present content."""
    key = service_key(folder)
    if tag == key:
        return registry.digest(repository, tag) is not None
    return registry.key(repository, tag) == key


def build_service(
    folder: Path,
    repository: str,
    tag: str,
    registry: Registry,
    say: Progress,
    timestamp: int | None = None,
) -> bool:
    """Build a service's folder and push it as ``repository:tag``.

    Args:
        folder: of the service.
        repository: name of the image, with or without a registry host.
        tag: its tag.
        registry: where it goes, and where its base images come from.
        say: shows the progress.
        timestamp: when the image was made, in seconds since 1970; None: now.

    Returns:
        Whether it was built; False where the registry has the same content.
    """
    if is_built(folder, repository, tag, registry):
        return False
    key = service_key(folder)
    part = f"image {folder.name}"
    reference = f"{recipe.repository(repository)}:{tag}"
    buildah = Buildah(registry, make.registry_hosts())
    with say.step(part, expected=EXPECTED_SECONDS):
        dockerfile, shared = folder / "Dockerfile", contexts(folder)
        buildah.build(
            part,
            f"localhost/{reference}",
            dockerfile,
            folder,
            key,
            shared,
            layers=True,
            timestamp=timestamp,
        )
        buildah.push(part, f"localhost/{reference}", repository, tag)
        retention.forget_old(registry, repository)
    return True
