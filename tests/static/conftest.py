"""What tests of the code as it lies share."""

from __future__ import annotations

import pytest

import support.collection  # noqa: F401 (makes plugins importable)
from support.terraform_code import TerraformCode


@pytest.fixture(scope="session")
def code(tmp_path_factory: pytest.TempPathFactory) -> TerraformCode:
    """One copy of the Terraform code for all tests."""
    return TerraformCode(tmp_path_factory.mktemp("terraform"))
