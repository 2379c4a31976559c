"""Contracts of services keep what their callers rely on."""

from __future__ import annotations

import importlib.util
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.artifacts import built

ROOT = Path(__file__).parents[2]
Change = Callable[[dict[str, Any]], object]


def script() -> Any:
    """The module of ``scripts/contract_changes.py``."""
    path = ROOT / "scripts/contract_changes.py"
    spec = importlib.util.spec_from_file_location("contract_changes", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose only commit has the blog's contract."""
    contract = tmp_path / "services/contracts/blog.yaml"
    contract.parent.mkdir(parents=True)
    contract.write_text((ROOT / "services/contracts/blog.yaml").read_text())
    for words in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "a"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def broken(root: Path, base: str = "main") -> list[str]:
    """What the script tells."""
    found: list[str] = script().broken(root, base, built("oasdiff") / "bin" / "oasdiff")
    return found


def alter(root: Path, change: Change) -> None:
    """Write the contract anew after ``change``."""
    file = root / "services/contracts/blog.yaml"
    contract = yaml.safe_load(file.read_text())
    change(contract)
    file.write_text(yaml.safe_dump(contract))


def without_title(contract: dict[str, Any]) -> None:
    """Answers lose a field."""
    schema = contract["components"]["schemas"]["PostOut"]
    del schema["properties"]["title"]
    schema["required"].remove("title")


def with_mood(contract: dict[str, Any]) -> None:
    """Requests need one more field."""
    schema = contract["components"]["schemas"]["PostIn"]
    schema["properties"]["mood"] = {"type": "string"}
    schema["required"].append("mood")


def test_callers_of_the_last_release_are_served() -> None:
    module = script()
    assert broken(ROOT, module.base_of(ROOT)) == []


def test_a_contract_that_stays_as_it_is_breaks_nothing(repository: Path) -> None:
    assert broken(repository) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_title, "GET /api/posts/{post_id}: removed the required property `title`"),
        (
            lambda c: c["paths"].pop("/api/posts"),
            "GET /api/posts: api path removed without deprecation",
        ),
        (with_mood, "POST /api/posts: added the new required request property `mood`"),
    ],
)
def test_what_callers_rely_on_is_missed(repository: Path, change: Change, said: str) -> None:
    alter(repository, change)
    assert [line for line in broken(repository) if said in line]


def test_a_contract_that_is_gone_is_told(repository: Path) -> None:
    (repository / "services/contracts/blog.yaml").unlink()
    assert broken(repository) == ["services/contracts/blog.yaml: the contract is gone"]


def test_something_new_breaks_nothing(repository: Path) -> None:
    def more(contract: dict[str, Any]) -> None:
        contract["components"]["schemas"]["PostOut"]["properties"]["mood"] = {"type": "string"}

    alter(repository, more)
    assert broken(repository) == []


def test_a_new_major_version_may_break(repository: Path) -> None:
    def anew(contract: dict[str, Any]) -> None:
        without_title(contract)
        contract["info"]["version"] = "2.0.0"

    alter(repository, anew)
    assert broken(repository) == []


def test_an_unknown_revision_is_told(repository: Path) -> None:
    with pytest.raises(ValueError, match="no revision 'v9' here"):
        broken(repository, "v9")


def test_the_release_comes_before_main(repository: Path) -> None:
    subprocess.run(["git", "tag", "v1.0.0"], cwd=repository, check=True)
    assert script().base_of(repository) == "v1.0.0"
