# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.workspace import copy


def write(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_root_module_and_all_that_it_calls_are_copied(tmp_path: Path) -> None:
    code = tmp_path / "terraform"
    write(code / "environments/lab/main.tf", 'module "a" {\n  source = "../../modules/a"\n}\n')
    write(code / "modules/a/main.tf", 'module "b" {\n  source = "../b"\n}\n')
    write(code / "modules/b/policy.json", "{}")
    write(code / "modules/unused/main.tf")
    write(code / "environments/lab/.terraform/providers/big")
    root = copy(code / "environments/lab", tmp_path / "work")
    assert root == tmp_path / "work/environments/lab"
    assert (root / "../../modules/b/policy.json").read_text() == "{}"
    assert not (tmp_path / "work/modules/unused").exists()
    assert not (root / ".terraform").exists()


def test_what_an_earlier_run_wrote_there_is_gone(tmp_path: Path) -> None:
    write(tmp_path / "root/main.tf")
    root = copy(tmp_path / "root", tmp_path / "work")
    write(root / "adopted.tf")
    assert not (copy(tmp_path / "root", tmp_path / "work") / "adopted.tf").exists()


def test_modules_of_registries_are_left_to_terraform(tmp_path: Path) -> None:
    write(tmp_path / "root/main.tf", 'module "x" {\n  source = "example/x/aws"\n}\n')
    assert (copy(tmp_path / "root", tmp_path / "work") / "main.tf").is_file()
