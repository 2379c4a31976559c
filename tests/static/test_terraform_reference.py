"""The generated page of Terraform modules leaves nothing out, and says what the code says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "terraform/modules"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    path = ROOT / "scripts/terraform_reference.py"
    spec = importlib.util.spec_from_file_location("terraform_reference", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up there.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_input_and_output_has_a_row(reference: ModuleType) -> None:
    text = "\n".join(path.read_text() for path in MODULES.glob("*/*.tf"))
    written = re.findall(r'^(?:variable|output) "(\w+)"', text, re.M)
    rows = re.findall(r"^\| `(\w+)` \|", reference.page(MODULES), re.M)
    assert sorted(rows) == sorted(written)


def test_an_input_is_read_whole(reference: ModuleType) -> None:
    [one, two] = reference.items(
        """
variable "groups" {
  description = "Groups | by name."
  type = map(object({
    kinds = list(string)
    size  = optional(number, 1)
  }))
  default = {}

  validation {
    condition     = true
    error_message = "no"
  }
}

variable "name" {
  description = "A name."
  type        = string
}
"""
    )
    assert one.description == "Groups \\| by name."
    assert one.cell("type", "") == (
        "`map(object({ kinds = list(string), size = optional(number, 1) }))`"
    )
    assert (one.cell("default", "required"), two.cell("default", "required")) == (
        "`{}`",
        "required",
    )
