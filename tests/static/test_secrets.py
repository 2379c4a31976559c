"""Who makes a secret, who fills it, who brings it into the cluster and who uses it agree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PREFIX = "{{ secrets_prefix }}/"


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


SECRETS = load("roles/secrets/defaults/main.yml")


def remotes() -> set[str]:
    """What the Secrets are made of."""
    return {
        remote
        for secret in SECRETS["secrets_kubernetes"]
        for remote in [
            *secret.get("extract", []),
            *(value["remote"] for value in secret.get("data", [])),
        ]
    }


def test_terraform_makes_what_the_role_fills() -> None:
    generated = {entry["name"] for entry in SECRETS["secrets_generated"]}
    made = load("roles/infrastructure/defaults/main.yml")["infrastructure_secrets"]
    assert generated == {PREFIX + name for name in made}


def test_what_is_brought_in_was_filled() -> None:
    keys = {entry["name"]: entry["keys"] for entry in SECRETS["secrets_generated"]}
    # The proofs' own account never enters the cluster.
    assert remotes() | {f"{PREFIX}verify"} == set(keys)
    assert f"{PREFIX}verify" not in remotes()
    for secret in SECRETS["secrets_kubernetes"]:
        for value in secret.get("data", []):
            assert value["property"] in keys[value["remote"]]


def test_services_use_what_is_brought_in_and_nothing_is_brought_in_for_nobody() -> None:
    used = {
        (yaml.safe_load((base / "kustomization.yaml").read_text())["namespace"], name)
        for base in (ROOT / "k8s/services").glob("*/base")
        for path in base.glob("*.yaml")
        for name in re.findall(r"secretName: ([\w-]+)", path.read_text())
    }
    assert used == {(entry["namespace"], entry["name"]) for entry in SECRETS["secrets_kubernetes"]}
