"""A GitOps repository on disk and the module that changes it."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kube.process import start_module
from support.artifacts import built

OVERLAY = "k8s/services/blog/overlays/lab"
FILE = """\
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
images: []
"""


class Origin:
    """The repository on the server, and a developer's clone of it."""

    def __init__(self, folder: Path):
        self.url = str(folder / "origin.git")
        self.clone = folder / "clone"
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", self.url)
        git(folder, "clone", "--quiet", self.url, str(self.clone))
        git(self.clone, "config", "user.name", "A developer")
        git(self.clone, "config", "user.email", "developer@example.org")
        for name in ("blog", "auth"):
            path = self.clone / OVERLAY.replace("blog", name)
            path.mkdir(parents=True)
            (path / "kustomization.yaml").write_text(FILE)
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "-m", "Begin")
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")

    def commit(self, message: str) -> str:
        """Commit and push whatever lies in the clone; the commit's id."""
        git(self.clone, "pull", "--quiet", "origin", "main")
        git(self.clone, "add", "--all")
        git(self.clone, "commit", "--quiet", "--allow-empty", "-m", message)
        git(self.clone, "push", "--quiet", "origin", "HEAD:main")
        return git(self.clone, "rev-parse", "HEAD").strip()

    def text(self, path: str = OVERLAY) -> str:
        """The Kustomize file as the server has it."""
        return git(Path(self.url), "show", f"main:{path}/kustomization.yaml")

    def log(self) -> list[str]:
        """Messages of all commits, newest first."""
        return git(Path(self.url), "log", "--format=%s", "main").splitlines()


def git(folder: Path, *arguments: str) -> str:
    """What git prints."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    """A repository with two services and one commit."""
    return Origin(tmp_path)


@pytest.fixture
def start(origin: Origin) -> Callable[..., Any]:
    """Starts ``image_promote``; what is not said is the blog in the lab."""
    arguments = {
        "repository": origin.url,
        "path": OVERLAY,
        "image": "blog",
        "new_name": "registry.example/blog",
        "kustomize_binary": str(built("kustomize") / "bin" / "kustomize"),
    }
    return lambda **more: start_module("image_promote", arguments | more)
