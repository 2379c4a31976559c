"""Every proof is complete, documented and reachable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.action import proof as action
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import registry
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import (
    Proof,
    ProofError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.settings import Settings
from ansible_collections.cloudnative.platform.plugins.modules import proof as module

ROOT = Path(__file__).parents[9]
FILES = ROOT / "collections/ansible_collections/cloudnative/platform/plugins/module_utils/_proofs"
REQUIREMENTS = ROOT / "docs/requirements.md"
PAGE = (ROOT / "docs/proofs.md").read_text("utf-8")
PROOFS = list(registry.PROOFS.values())


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_page_tells_of_the_proof(proof: Proof) -> None:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| `{proof.name}` |")]
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[1:] == [proof.title, proof.guard, proof.control.title, proof.requirement]


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)
def test_requirement_names_the_proof(proof: Proof) -> None:
    lines = REQUIREMENTS.read_text("utf-8").splitlines()
    [row] = [line for line in lines if line.startswith(f"| {proof.requirement} |")]
    assert f"`proof:{proof.name}`" in row


def test_page_tells_of_no_other_proof() -> None:
    named = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert named == list(registry.PROOFS)


def test_every_file_of_a_proof_is_registered() -> None:
    files = {path.stem for path in (FILES / "proofs").glob("*.py")} - {"__init__"}
    assert files == set(registry.PROOFS)


def test_nothing_named_means_all() -> None:
    assert registry.choose([]) == PROOFS


def test_chosen_proofs_come_in_the_registrys_order() -> None:
    names = [proof.name for proof in registry.choose(["mtls_identity", "plaintext_refused"])]
    assert names == ["plaintext_refused", "mtls_identity"]


def test_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(ProofError, match="unknown proof plaintext; there are: plaintext_refused,"):
        registry.choose(["plaintext"])


def test_documentation_and_action_name_the_same_options() -> None:
    documented = yaml.safe_load(module.DOCUMENTATION)["options"]
    connection = {"kubeconfig", "context", "retry_timeout"}
    assert set(documented) == set(action.ARGUMENTS) - connection
    for name, option in documented.items():
        spec = action.ARGUMENTS[name]
        assert spec["type"] == option["type"], name
        assert spec.get("default") == option.get("default"), name
        assert spec.get("required", False) == option.get("required", False), name


def test_defaults_of_the_action_are_those_of_the_settings() -> None:
    defaults = {name: spec.get("default") for name, spec in action.ARGUMENTS.items()}
    settings = Settings.of(defaults | {"gateway_url": "http://gateway/"})
    assert settings == Settings("http://gateway")
