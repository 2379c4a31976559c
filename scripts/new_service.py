"""Makes a service: its code with tests, image and contract; its manifests; its place in the graph.

What it makes works at once and greets; put your own in its place. Everything is checked before
anything is written.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from platform_lab import paths

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "new_service"
LANGUAGES = ("go", "python")
# A DNS label that is a Go and a Python name and a path too; short enough for what is made of it.
NAME = re.compile(r"[a-z][a-z0-9]{1,29}")
GATEWAY = "gateway"


class Refused(Exception):
    """What is asked for cannot be made; nothing was written."""


def planned(root: Path, name: str, language: str) -> dict[Path, str]:
    """Every file that is to be written, with its content.

    Raises:
        Refused: the name or the language is no good, or something of that name is there.
    """
    if not NAME.fullmatch(name):
        raise Refused(f"{name!r} is no name: 2 to 30 of a-z and 0-9, a letter first")
    if language not in LANGUAGES:
        raise Refused(f"{language!r} is no language: one of {', '.join(LANGUAGES)}")
    code, manifests = root / "services" / name, root / "k8s/services" / name
    contract = root / f"services/contracts/{name}.yaml"
    for place in (code, manifests, contract):
        if place.exists():
            raise Refused(f"{place.relative_to(root)} exists already")
    files = dict(_filled(TEMPLATES / language, code, name)) | dict(
        _filled(TEMPLATES / "k8s", manifests, name)
    )
    files[contract] = files.pop(code / "contract.yaml")
    if language == "python":
        files[code / "requirements.lock"] = locked(root)
    graph = root / "k8s/service-graph.yml"
    files[graph] = with_service(graph.read_text(), name)
    return files


def _filled(templates: Path, target: Path, name: str) -> Iterator[tuple[Path, str]]:
    for file in sorted(templates.rglob("*.tmpl")):
        text = file.read_text().replace("__NAME__", name).replace("__PREFIX__", name.upper())
        yield target / file.relative_to(templates).with_suffix(""), text


def locked(root: Path) -> str:
    """The kit's own packages with all they need, in the versions that the blog has."""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    uv = next(iter(sorted((paths.cache_dir() / "tools").glob("uv-*/bin/uv"))), None)
    if uv is None:
        raise Refused("uv is missing; type `make setup`")
    command[0] = str(uv)
    command += ["--python-version", "3.11", "services/kit/requirements.in"]
    command += ["--constraint", "services/blog/requirements.lock", "--no-annotate"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"the packages cannot be locked: {done.stderr.strip()}")
    return done.stdout


def with_service(graph: str, name: str) -> str:
    """The service graph with one more service, which the gateway may call; comments stay.

    Raises:
        Refused: it knows the name, or has no gateway.
    """
    services = yaml.safe_load(graph)["services"]
    if name in services:
        raise Refused(f"k8s/service-graph.yml has a service {name} already")
    if GATEWAY not in services:
        raise Refused(f"k8s/service-graph.yml has no {GATEWAY}, by which the world comes in")
    # As text, so that every other line stays as it is.
    lines = graph.rstrip("\n").split("\n")
    calls = lines.index("    calls:", lines.index(f"  {GATEWAY}:"))
    lines.insert(calls + 1, f"      {name}: [http]")
    lines += ["", f"  {name}:", f"    namespace: {name}", "    ports: {http: 8080}", ""]
    return "\n".join(lines)


def main() -> int:
    """Write everything, or say what would be written; 2 if it is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="2 to 30 of a-z and 0-9, a letter first")
    parser.add_argument("language", help="go or python")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--root", type=Path, default=ROOT, help="of the repository")
    asked = parser.parse_args()
    try:
        files = planned(asked.root, asked.name, asked.language)
    except Refused as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    for path, text in files.items():
        sys.stdout.write(f"{path.relative_to(asked.root)}\n")
        if not asked.dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
