"""Nothing in the project installs what the catalogue does not name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from platform_lab import paths
from platform_lab.catalogue import Catalogue, load
from platform_lab.catalogue.check import check
from platform_lab.catalogue.load import parse


@pytest.fixture
def small(valid: dict[str, Any]) -> Catalogue:
    return parse(yaml.safe_dump(valid), "catalogue.yml")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that installs only what the small catalogue has."""
    write(tmp_path / "lab/images/tool/Dockerfile", "FROM scratch\nCOPY --from=tool bin/tool /\n")
    write(tmp_path / "services/blog/Dockerfile", "FROM docker.io/example/tool:1.2.3 AS b\nFROM b\n")
    write(tmp_path / "k8s/blog.yaml", "image: blog:abc\n")
    write(tmp_path / "roles/a/tasks/main.yml", "- ansible.builtin.apt:\n    name: curl\n")
    write(tmp_path / "terraform/main.tf", 'source = "hashicorp/aws"\n')
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_project_that_keeps_to_the_catalogue_passes(project: Path, small: Catalogue) -> None:
    assert check(small, project) == []


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        (
            "k8s/x.yaml",
            "kind: Pod\nimage: docker.io/library/redis:7\n",
            "k8s/x.yaml:2: image docker.io/library/redis is not in the catalogue",
        ),
        (
            "k8s/x.yaml",
            "image: docker.io/example/tool:1.2.4\n",
            "k8s/x.yaml:1: image docker.io/example/tool has the tag 1.2.4, "
            "but the catalogue pins 1.2.3",
        ),
        (
            "k8s/x.yaml",
            "image: docker.io/example/tool\n",
            "k8s/x.yaml:1: image docker.io/example/tool has the tag latest, "
            "but the catalogue pins 1.2.3",
        ),
        (
            "services/blog/Dockerfile",
            "FROM docker.io/example/tool:1.2.3\nRUN apt-get install jq\n",
            "services/blog/Dockerfile:2: Debian package jq is not in the catalogue",
        ),
        (
            "roles/a/tasks/x.yml",
            "- ansible.builtin.get_url:\n    url: https://x.org/a\n",
            "roles/a/tasks/x.yml:2: download of https://x.org/a is not in the catalogue",
        ),
        (
            "terraform/x.tf",
            'source = "someone/vpc/aws"\n',
            "terraform/x.tf:1: Terraform source someone/vpc/aws is not in the catalogue",
        ),
        ("scripts/x.sh", "pip install x\n", "scripts/x.sh:1: pip without hashes: pip install x"),
        (
            "lab/images/other/Dockerfile",
            "FROM scratch\n",
            "lab/images/other: the catalogue and the folder do not agree on this recipe",
        ),
        (
            "lab/images/tool/Dockerfile",
            "FROM scratch\nCOPY --from=toll bin/tool /\n",
            "lab/images/tool/Dockerfile: toll is no artifact of the catalogue",
        ),
        (
            "lab/go/stray/go.mod",
            "module x\n",
            "lab/go/stray/go.mod: the catalogue does not name this workspace",
        ),
    ],
)
def test_anything_else_is_told(
    project: Path, small: Catalogue, file: str, text: str, problem: str
) -> None:
    write(project / file, text)
    assert check(small, project) == [problem]


def test_a_download_that_the_catalogue_pins_is_fine(project: Path, small: Catalogue) -> None:
    write(project / "scripts/x.sh", "curl -fLO https://example.org/tool\n")
    assert check(small, project) == []


def test_a_workspace_has_to_require_the_pinned_version(
    project: Path, valid: dict[str, Any]
) -> None:
    valid["components"]["tool"]["lab"]["go"]["workspace"] = "tool"
    known = parse(yaml.safe_dump(valid), "catalogue.yml")
    assert check(known, project) == [
        "lab/go/tool/go.mod: missing, but the catalogue names this workspace"
    ]
    write(project / "lab/go/tool/go.mod", "require example.org/tool v1.2.2\n")
    assert check(known, project) == ["lab/go/tool/go.mod: does not require example.org/tool v1.2.3"]
    write(project / "lab/go/tool/go.mod", "require example.org/tool v1.2.3\n")
    assert check(known, project) == []


def test_this_project_keeps_to_its_catalogue() -> None:
    assert check(load(), paths.project_dir()) == []
