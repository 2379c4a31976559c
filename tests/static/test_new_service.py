"""``make new-service``: what it makes passes its own tests and all linters at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.load import load

from support.artifacts import built
from support.k8s_lint import checkov, kube_score, kubeconform, remaining, waivers
from support.manifests import render_all
from support.schemas import write_all

ROOT = Path(__file__).parents[2]
MADE = {"echoer": "python", "pinger": "go"}


def make(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the script on a copy of the repository."""
    command = [sys.executable, "scripts/new_service.py", *words, "--root", str(root)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def copy_of_repository(target: Path) -> Path:
    """What the services and manifests need of the repository."""
    listed = ["git", "ls-files", "services", "k8s", "pyproject.toml", "catalogue.yml"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    subprocess.run(["cp", "--parents", "-t", target, *files.split()], cwd=ROOT, check=True)
    return target


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with a service of each language."""
    root = copy_of_repository(tmp_path_factory.mktemp("repository"))
    for name, language in MADE.items():
        done = make(root, name, language)
        assert done.returncode == 0, done.stderr
    return root


def run(folder: Path, *command: str) -> None:
    """A command succeeds in a folder."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_own_tests_pass_in_python(copy: Path) -> None:
    folder = copy / "services/echoer"
    run(folder, sys.executable, "-m", "ruff", "check", ".")
    run(folder, sys.executable, "-m", "mypy")
    run(folder, sys.executable, "-m", "pytest")


def test_its_own_tests_pass_in_go(copy: Path) -> None:
    folder = copy / "services/pinger"
    done = subprocess.run(["gofmt", "-l", "."], cwd=folder, capture_output=True, check=True)
    assert done.stdout == b""
    run(folder, "go", "vet", "./...")
    run(folder, str(built("staticcheck") / "bin" / "staticcheck"), "-checks=all", "./...")
    run(folder, "go", "test", "-race", "./...")


def test_the_graph_has_it_and_every_line_from_before(copy: Path) -> None:
    graph = load(copy / "k8s/service-graph.yml")
    assert set(MADE) < set(graph.services)
    before = (ROOT / "k8s/service-graph.yml").read_text().splitlines()
    after = (copy / "k8s/service-graph.yml").read_text().splitlines()
    assert [line for line in before if line not in after] == []


def test_it_explains_itself(copy: Path) -> None:
    for name in MADE:
        readme = (copy / "services" / name / "README.md").read_text()
        assert readme.startswith(f"# {name}\n")
        assert (copy / "services/contracts" / f"{name}.yaml").is_file()


def test_linters_find_nothing(copy: Path, tmp_path: Path) -> None:
    rendered, schemas = tmp_path / "rendered", tmp_path / "schemas"
    rendered.mkdir()
    render_all(copy, rendered)
    swagger = built("kubernetes-description") / "swagger.json"
    write_all(swagger, [built("istio-description") / "crds.yaml"], schemas)
    assert kubeconform(schemas, rendered)["resources"] == []
    scored = [one for folder in rendered.iterdir() for one in kube_score(folder)]
    assert remaining(scored, waivers("kube-score")) == []
    assert remaining(checkov(rendered), waivers("checkov")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Two-Words", "go"], "'Two-Words' is no name: "),
        (["../up", "go"], "'../up' is no name: "),
        (["blog", "go"], "services/blog exists already"),
        (["echoer", "cobol"], "'cobol' is no language: one of go, python"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    root = copy_of_repository(tmp_path)
    before = sorted(root.rglob("*"))
    done = make(root, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert sorted(root.rglob("*")) == before


def test_a_dry_run_only_tells(tmp_path: Path) -> None:
    root = copy_of_repository(tmp_path)
    before = sorted(root.rglob("*"))
    done = make(root, "pinger", "go", "--dry-run")
    assert done.returncode == 0
    assert "services/pinger/main.go\n" in done.stdout
    assert sorted(root.rglob("*")) == before
