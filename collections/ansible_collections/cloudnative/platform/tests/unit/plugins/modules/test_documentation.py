# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What the modules say of their options is what they take."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

PLUGINS = "ansible_collections.cloudnative.platform.plugins"
MODULES = [
    "aws_final_backup",
    "aws_leftovers",
    "aws_leftovers_info",
    "aws_protection",
    "cache_token",
    "cluster_release",
    "eks_kubeconfig",
    "generated_secret",
    "image_promote",
    "k8s_access_info",
    "k8s_apply",
    "k8s_drift_info",
    "k8s_secret_rollout",
    "k8s_secret_sync",
    "k8s_wait",
    "preflight_account",
    "service_build_info",
    "terraform_apply",
]
Options = dict[str, dict[str, Any]]


def module(name: str) -> Any:
    return import_module(f"{PLUGINS}.modules.{name}")


def documented(name: str) -> Options:
    """Options in the module's documentation and in the fragments that it extends."""
    document = yaml.safe_load(module(name).DOCUMENTATION)
    options: Options = dict(document.get("options") or {})
    for fragment in document["extends_documentation_fragment"]:
        short = fragment.rpartition(".")[2]
        text = import_module(f"{PLUGINS}.doc_fragments.{short}").ModuleDocFragment.DOCUMENTATION
        options |= yaml.safe_load(text).get("options") or {}
    return options


def plain(options: Options, inner: str) -> dict[str, Any]:
    """Options without prose; ``inner`` is the name under which nested ones lie."""
    keys = ("type", "elements", "choices", "default", "required")
    return {
        name: {key: option[key] for key in keys if key in option}
        | {"inner": plain(option.get(inner) or {}, inner)}
        for name, option in options.items()
    }


@pytest.mark.parametrize("name", MODULES)
def test_documented_options_are_the_real_ones(name: str) -> None:
    assert plain(documented(name), "suboptions") == plain(module(name).SPEC, "options")


@pytest.mark.parametrize("name", MODULES)
def test_examples_use_options_that_exist(name: str) -> None:
    for task in yaml.safe_load(module(name).EXAMPLES):
        assert set(task[f"cloudnative.platform.{name}"]) <= set(module(name).SPEC), task["name"]


def test_group_of_module_defaults_holds_every_kubernetes_module() -> None:
    collection = Path(__file__).parents[4]
    groups = yaml.safe_load((collection / "meta/runtime.yml").read_text())["action_groups"]
    modules = {path.stem for path in (collection / "plugins/modules").glob("k8s_*.py")}
    assert modules <= set(groups["kubernetes"])
