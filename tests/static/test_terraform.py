"""Terraform code: its form, its own tests, and that environments differ in values only."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TERRAFORM = ROOT / "terraform"
MODULES = sorted(path.name for path in (TERRAFORM / "modules").iterdir())
ENVIRONMENTS = sorted(path.name for path in (TERRAFORM / "environments").iterdir())
MIRROR = (
    ROOT / "collections/ansible_collections/cloudnative/platform/plugins/module_utils"
    "/_terraform/mirror.py"
)
ANSI_OFF = "-no-color"


class Code:
    """A copy of the Terraform code, so that the checkout stays as it is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "terraform"
        shutil.copytree(TERRAFORM, self.folder, ignore=shutil.ignore_patterns(".terraform"))
        self.environ = os.environ | {"CHECKPOINT_DISABLE": "1", "AWS_EC2_METADATA_DISABLED": "true"}
        # The same search for providers as in role infrastructure.
        spec = importlib.util.spec_from_file_location("mirror", MIRROR)
        assert spec and spec.loader
        mirror = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(mirror)
        found = mirror.find_mirror(os.environ)
        if found or not mirror.own_configuration(os.environ):
            configuration = folder / "terraform.tfrc"
            configuration.write_text(mirror.cli_configuration(found))
            self.environ["TF_CLI_CONFIG_FILE"] = str(configuration)

    def run(self, folder: str, *arguments: str) -> None:
        """Run terraform in a folder of the copy; a failure shows what it said."""
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder / folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    return Code(tmp_path_factory.mktemp("terraform"))


def test_code_is_formatted(code: Code) -> None:
    code.run(".", "fmt", "-check", "-diff", "-recursive")


@pytest.mark.parametrize("module", MODULES)
def test_module_passes_its_own_tests(code: Code, module: str) -> None:
    code.run(f"modules/{module}", "init", "-backend=false", ANSI_OFF)
    code.run(f"modules/{module}", "validate", ANSI_OFF)
    code.run(f"modules/{module}", "test", ANSI_OFF)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_environment_is_valid_with_the_locked_provider(code: Code, environment: str) -> None:
    folder = f"environments/{environment}"
    code.run(folder, "init", "-backend=false", "-lockfile=readonly", ANSI_OFF)
    code.run(folder, "validate", ANSI_OFF)


@pytest.mark.parametrize("module", MODULES)
def test_module_has_the_usual_files_and_tests(module: str) -> None:
    folder = TERRAFORM / "modules" / module
    for name in ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"):
        assert (folder / name).is_file(), name
    assert list(folder.glob("tests/*.tftest.hcl"))


@pytest.mark.parametrize("module", MODULES)
def test_every_input_and_output_is_described(module: str) -> None:
    for name in ("variables.tf", "outputs.tf"):
        text = (TERRAFORM / "modules" / module / name).read_text()
        blocks = re.findall(r'^(?:variable|output) "(\w+)" \{\n(.*?)^\}', text, re.M | re.S)
        assert [block for block, body in blocks if "description" not in body] == []
        assert name == "outputs.tf" or all("type " in body for _, body in blocks)


def test_no_file_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in TERRAFORM.rglob("*.tf")
        if (lines := len(path.read_text().splitlines())) > 200
    }
    assert long == {}


@pytest.mark.parametrize("name", ["variables.tf", ".terraform.lock.hcl"])
def test_environments_share_inputs_and_provider(name: str) -> None:
    texts = {(TERRAFORM / "environments" / each / name).read_text() for each in ENVIRONMENTS}
    assert len(texts) == 1


def test_environments_differ_in_backend_and_values_only() -> None:
    mains = [(TERRAFORM / "environments" / each / "main.tf").read_text() for each in ENVIRONMENTS]
    assert len({re.sub(r'backend "\w+"', "backend", main) for main in mains}) == 1
