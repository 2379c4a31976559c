"""A service's image is built again when, and only when, what goes into it changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab import paths
from platform_lab.errors import LabError
from platform_lab.images import make, service


@pytest.fixture
def blog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "project_dir", lambda: tmp_path)
    monkeypatch.setattr(make, "key_of", lambda name: f"key of {name}")
    folder = tmp_path / "services/blog"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text(
        "FROM docker.io/library/python:3.11\nCOPY app /app\nCOPY --from=kit shared /app\n"
    )
    (folder.parent / "kit").mkdir()
    (folder.parent / "kit/shared.py").write_text("y = 1\n")
    (folder / "main.py").write_text("x = 1\n")
    return folder


def test_unknown_services_are_told(blog: Path) -> None:
    with pytest.raises(LabError, match=r"services/blgo has no Dockerfile\. Services are: blog"):
        service.service_folder("blgo")
    assert service.service_folder("blog") == blog


def test_changed_files_and_bases_change_the_key(
    blog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {service.service_key(blog)}
    (blog / "main.py").write_text("x = 2\n")
    keys.add(service.service_key(blog))
    (blog.parent / "kit/shared.py").write_text("y = 2\n")
    keys.add(service.service_key(blog))
    monkeypatch.setattr(make, "key_of", lambda name: f"new key of {name}")
    keys.add(service.service_key(blog))
    assert len(keys) == 4


def test_a_folder_that_is_copied_from_must_exist(blog: Path) -> None:
    assert service.contexts(blog) == {"kit": blog.parent / "kit"}
    (blog / "Dockerfile").write_text("FROM docker.io/library/python:3.11\nCOPY --from=kti a /a\n")
    with pytest.raises(LabError, match=r"copies from kti, and there is no folder \S+/kti"):
        service.contexts(blog)


@pytest.mark.parametrize(
    "leftover",
    [".venv/bin/python", "app/__pycache__/a.pyc", ".mypy_cache/x", "testing/x", "a/.coverage.pid1"],
)
def test_what_tools_leave_behind_does_not_count(blog: Path, leftover: str) -> None:
    before = service.service_key(blog)
    (blog / leftover).parent.mkdir(parents=True)
    (blog / leftover).write_text("x")
    assert service.service_key(blog) == before
