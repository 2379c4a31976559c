"""Proves that nothing in the project installs what the catalogue does not name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from platform_lab.catalogue.model import Catalogue
from platform_lab.catalogue.scan import Found, scan
from platform_lab.images import recipe

# Where things are installed from; tests and documents install nothing.
FOLDERS = ("roles", "playbooks", "k8s", "lab", "services", "terraform", "scripts", "molecule")
FILES = ("Makefile", "site.yml")
SUFFIXES = {".yml", ".yaml", ".j2", ".sh", ".py", ".tf", ".json", ".conf"}
SKIPPED = {"tests", ".terraform", ".venv", "node_modules", "__pycache__"}


def check(catalogue: Catalogue, root: Path) -> list[str]:
    """Everything that the project would install beside the catalogue.

    Returns:
        One line for each, as ``file:line: what``; empty where all is well.
    """
    problems = []
    services = {path.name for path in (root / "services").glob("*") if path.is_dir()}
    for file in _files(root):
        suffix = "Dockerfile" if file.name == "Dockerfile" else file.suffix
        stages = _stages(file)
        for found in scan(file.read_text(errors="replace"), suffix):
            problem = judge(found, catalogue, services | stages)
            if problem:
                problems.append(f"{file.relative_to(root)}:{found.line}: {problem}")
    return problems + list(_recipes(catalogue, root)) + list(_workspaces(catalogue, root))


def judge(found: Found, catalogue: Catalogue, own: set[str]) -> str | None:
    """What is wrong with something found; None where the catalogue has it.

    Args:
        found: it.
        catalogue: what may be installed.
        own: names of images that the project builds itself.
    """
    if found.kind == "forbidden":
        return found.name
    if found.kind == "package":
        known = found.name in catalogue.debian.packages
        return None if known else f"Debian package {found.name} is not in the catalogue"
    if found.kind == "provider":
        known = found.name in catalogue.terraform_providers
        return None if known else f"Terraform source {found.name} is not in the catalogue"
    if found.kind == "url":
        urls = {item.url for c in catalogue.components.values() for item in c.upstream}
        return None if found.name in urls else f"download of {found.name} is not in the catalogue"
    return _judge_image(found.name, catalogue, own)


def _judge_image(reference: str, catalogue: Catalogue, own: set[str]) -> str | None:
    name, tag = recipe.split(reference.partition("@")[0])
    if name in own or name.rpartition("/")[2] in own:
        return None
    pinned = catalogue.images().get(name)
    if pinned is None:
        return f"image {name} is not in the catalogue"
    # Nothing after the colon: a template fills it in.
    if tag not in ("", pinned.tag):
        return f"image {name} has the tag {tag}, but the catalogue pins {pinned.tag}"
    return None


def _files(root: Path) -> Iterator[Path]:
    for name in FILES:
        if (root / name).is_file():
            yield root / name
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            wanted = path.suffix in SUFFIXES or path.name == "Dockerfile"
            if wanted and path.is_file() and not SKIPPED & set(path.relative_to(root).parts):
                yield path


def _stages(file: Path) -> set[str]:
    if file.name != "Dockerfile":
        return set()
    lines = recipe.instructions(file.read_text())
    words = [line.split() for line in lines if line.upper().startswith("FROM ")]
    return {line[-1] for line in words if len(line) > 2 and line[-2].upper() == "AS"}


def _recipes(catalogue: Catalogue, root: Path) -> Iterator[str]:
    """Image recipes without an entry, entries without a recipe, unknown artifacts in recipes."""
    folder = root / "lab/images"
    recipes = {image.recipe for image in catalogue.images().values() if image.recipe}
    for name in sorted({path.parent.name for path in folder.glob("*/Dockerfile")} ^ recipes):
        yield f"lab/images/{name}: the catalogue and the folder do not agree on this recipe"
    for dockerfile in sorted(folder.glob("*/Dockerfile")):
        for part in recipe.needs(dockerfile.read_text()).contexts:
            component = catalogue.components.get(part)
            if component is None or component.lab is None:
                yield f"{dockerfile.relative_to(root)}: {part} is no artifact of the catalogue"


def _workspaces(catalogue: Catalogue, root: Path) -> Iterator[str]:
    """Go workspaces that the catalogue does not name, or that require something else."""
    sources = [c.lab.go for c in catalogue.components.values() if c.lab and c.lab.go]
    named = {source.workspace: source for source in sources if source.workspace}
    for file in sorted((root / "lab/go").glob("*/go.mod")):
        source = named.pop(file.parent.name, None)
        if source is None:
            yield f"{file.relative_to(root)}: the catalogue does not name this workspace"
            continue
        text = file.read_text()
        for path, module in source.modules.items():
            if f"{path} {module.version}" not in text:
                yield f"{file.relative_to(root)}: does not require {path} {module.version}"
    for name in named:
        yield f"lab/go/{name}/go.mod: missing, but the catalogue names this workspace"
