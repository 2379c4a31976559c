"""``playbooks/build_services.yml`` builds what has changed, and stops before a push."""

from __future__ import annotations

import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gitops.conftest import Origin
from gitops.pipeline import manifest, play, registry
from platform_lab import paths

DOCKERFILE = "FROM scratch\nCOPY main.py /main.py\nUSER 10001:10001\n"
FILES = {
    "Dockerfile": DOCKERFILE,
    "main.py": "WORD = 1\n",
    "test_main.py": "def test_word() -> None:\n    assert open('main.py').read()\n",
    "pyproject.toml": "[tool.pytest.ini_options]\n",
    "requirements.lock": "idna==3.10 --hash=sha256:" + "0" * 64 + "\n",
}
# Opens nothing; it only has the form that a scanner looks for.
KEY = "AKIA" + "Y3FDKXJ7WQ2PLM5T"


class Pipeline(NamedTuple):
    """A repository of two services, and where their images go."""

    origin: Origin
    address: str
    folder: Path

    def write(self, service: str, files: dict[str, str]) -> None:
        """Write files of a service."""
        place = self.origin.clone / "services" / service
        place.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (place / name).write_text(text)

    def build(self, since: str = "", cache: str = "cache") -> tuple[int, str]:
        """Run the playbook: exit status, output."""
        variables: dict[str, Any] = {
            "pipeline_source": str(self.origin.clone),
            "pipeline_since": since,
            "pipeline_output": str(self.folder / "output"),
            "pipeline_registry": self.address,
        }
        # Storage of images and the hold on the lab are the test's own; tools are those of all.
        (self.folder / cache).mkdir(exist_ok=True)
        tools = self.folder / cache / "tools"
        if not tools.exists():
            tools.symlink_to(paths.cache_dir() / "tools")
        environ = {
            "PLATFORM_LAB_CACHE": str(self.folder / cache),
            "PLATFORM_LAB_STATE": str(self.folder / "state"),
        }
        return play("build_services", variables, environ)

    def images(self) -> list[dict[str, str]]:
        """What the playbook wrote down."""
        found: list[dict[str, str]] = json.loads((self.folder / "output/images.json").read_text())
        return found


@pytest.fixture
def pipeline(origin: Origin, tmp_path: Path) -> Iterator[Pipeline]:
    """Services ``auth`` and ``blog``, committed; nothing is built yet."""
    place = tmp_path / "registry"
    place.mkdir()
    with registry(place) as address:
        made = Pipeline(origin, address, tmp_path)
        (origin.clone / ".gitignore").write_text("__pycache__/\n")
        for name in ("auth", "blog"):
            made.write(name, FILES)
        yield made


def test_only_what_has_changed_is_built_and_again_gives_the_same(pipeline: Pipeline) -> None:
    first = pipeline.origin.commit("Begin services")
    pipeline.write("blog", {"main.py": "WORD = 2\n"})
    second = pipeline.origin.commit("Change the blog")
    status, output = pipeline.build(since=first)
    assert status == 0, output
    assert "Not looked for: known vulnerabilities" in output
    (image,) = pipeline.images()
    assert (image["service"], image["tag"]) == ("blog", second)
    there = manifest(pipeline.address, "blog", second)
    with pytest.raises(urllib.error.HTTPError):
        manifest(pipeline.address, "auth", first)
    listed = json.loads((pipeline.folder / "output/blog.cdx.json").read_text())
    assert listed["metadata"]["component"]["version"] == second
    assert [part["purl"] for part in listed["components"]] == ["pkg:pypi/idna@3.10"]

    # Another machine, another day: an empty cache, and files with other times.
    (pipeline.origin.clone / "services/blog/main.py").touch()
    with_other_storage = pipeline.folder / "other-registry"
    with_other_storage.mkdir()
    with registry(with_other_storage) as address:
        status, output = pipeline._replace(address=address).build(since=first, cache="other")
        assert status == 0, output
        assert manifest(address, "blog", second) == there
    assert pipeline.images() == [image]


@pytest.mark.parametrize(
    ("gate", "files", "found"),
    [
        ("flake8", {"main.py": "import os\n"}, ["F401"]),
        ("tests", {"test_main.py": "def test_word() -> None:\n    assert 1 == 2\n"}, ["1 failed"]),
        (
            "scan",
            {
                "Dockerfile": DOCKERFILE.replace("USER 10001:10001\n", ""),
                "main.py": f'KEY = "{KEY}"\n',
            },
            ["CKV_DOCKER_3", "CKV_SECRET_2"],
        ),
    ],
)
def test_a_failing_gate_stops_before_the_push_and_says_which(
    pipeline: Pipeline, gate: str, files: dict[str, str], found: list[str]
) -> None:
    first = pipeline.origin.commit("Begin services")
    pipeline.write("blog", files)
    commit = pipeline.origin.commit("Break the blog")
    status, output = pipeline.build(since=first)
    assert status == 2
    assert f"blog does not pass the gate {gate}; nothing of it was pushed" in output
    assert [word for word in found if word not in output] == []
    with pytest.raises(urllib.error.HTTPError):
        manifest(pipeline.address, "blog", commit)


def test_nothing_changed_builds_nothing(pipeline: Pipeline) -> None:
    commit = pipeline.origin.commit("Begin services")
    status, output = pipeline.build(since=commit)
    assert status == 0, output
    assert "no image was built" in output
    assert pipeline.images() == []
