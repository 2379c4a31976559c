"""Terraform code: its form, its own tests, and that environments differ in values only."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from support.terraform_code import TERRAFORM, TerraformCode

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.name for path in (TERRAFORM / "modules").iterdir())
ENVIRONMENTS = sorted(path.name for path in (TERRAFORM / "environments").iterdir())
ROOTS = ["bootstrap", *(f"environments/{name}" for name in ENVIRONMENTS)]
ANSI_OFF = "-no-color"


def test_code_is_formatted(code: TerraformCode) -> None:
    code.run(".", "fmt", "-check", "-diff", "-recursive")


def complaints(code: TerraformCode, folder: str) -> list[str]:
    """What terraform finds wrong, or warns of: a provider removes what it calls deprecated."""
    found = json.loads(code.run(folder, "validate", "-json"))["diagnostics"]
    return [f"{each['severity']}: {each['summary']}: {each['detail']}" for each in found]


@pytest.fixture(scope="session")
def own_tests(code: TerraformCode) -> Iterator[dict[str, Future[None]]]:
    """The tests of each module, so many modules at once as there are processors.

    Terraform runs those of one module one after another, and starts the provider for each.
    """

    def run(module: str) -> None:
        code.init(f"modules/{module}")
        assert complaints(code, f"modules/{module}") == []
        code.run(f"modules/{module}", "test", ANSI_OFF)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {module: pool.submit(run, module) for module in MODULES}


@pytest.mark.parametrize("module", MODULES)
def test_module_passes_its_own_tests(own_tests: dict[str, Future[None]], module: str) -> None:
    own_tests[module].result()


@pytest.mark.parametrize("folder", ROOTS)
def test_root_is_valid_with_the_locked_provider(code: TerraformCode, folder: str) -> None:
    code.init(folder, "-lockfile=readonly")
    assert complaints(code, folder) == []


@pytest.mark.parametrize("module", MODULES)
def test_module_has_the_usual_files_and_tests(module: str) -> None:
    folder = TERRAFORM / "modules" / module
    for name in ("main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"):
        assert (folder / name).is_file(), name
    assert list(folder.glob("tests/*.tftest.hcl"))


@pytest.mark.parametrize("module", MODULES)
def test_every_input_and_output_is_described(module: str) -> None:
    text = "\n".join(path.read_text() for path in (TERRAFORM / "modules" / module).glob("*.tf"))
    blocks = re.findall(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', text, re.M | re.S)
    assert [name for _, name, body in blocks if "description" not in body] == []
    assert [name for kind, name, body in blocks if kind == "variable" and "type " not in body] == []


def test_no_file_is_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in TERRAFORM.rglob("*.tf")
        if (lines := len(path.read_text().splitlines())) > 200
    }
    assert long == {}


def test_bad_inputs_are_tried() -> None:
    tests = [path.read_text() for path in TERRAFORM.glob("modules/*/tests/*.tftest.hcl")]
    refused = [text.count("expect_failures = [var.") for text in tests]
    assert sum(refused) >= 25


@pytest.mark.parametrize("name", ["variables.tf", "outputs.tf"])
def test_environments_share_inputs_and_outputs(name: str) -> None:
    folders = [TERRAFORM / "environments" / each for each in ENVIRONMENTS]
    assert len({(folder / name).read_text() for folder in folders}) == 1


def test_every_root_locks_the_same_provider() -> None:
    assert len({(TERRAFORM / root / ".terraform.lock.hcl").read_text() for root in ROOTS}) == 1


def test_environments_differ_in_backend_and_values_only() -> None:
    mains = [(TERRAFORM / "environments" / each / "main.tf").read_text() for each in ENVIRONMENTS]
    assert len({re.sub(r'backend "\w+"', "backend", main) for main in mains}) == 1
