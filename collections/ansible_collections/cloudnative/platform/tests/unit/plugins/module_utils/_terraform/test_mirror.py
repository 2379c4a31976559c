# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.mirror import (
    cli_configuration,
    find_mirror,
    providers,
)

AWS = "registry.terraform.io/hashicorp/aws"


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    (tmp_path / "mirror" / AWS / "5.100.0/linux_amd64").mkdir(parents=True)
    return tmp_path / "mirror"


def test_both_layouts_of_a_mirror_are_read(mirror: Path) -> None:
    packed = mirror / "registry.terraform.io/hashicorp/tls"
    packed.mkdir()
    (packed / "terraform-provider-tls_4.0.6_linux_amd64.zip").touch()
    assert providers(mirror) == [AWS, "registry.terraform.io/hashicorp/tls"]


def test_a_well_known_folder_is_found(mirror: Path, tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "TF_CLI_CONFIG_FILE": str(tmp_path / "missing")}
    assert find_mirror(environ, ("/nowhere", str(mirror))) == mirror


def test_an_empty_folder_is_no_mirror(tmp_path: Path) -> None:
    assert find_mirror({"HOME": str(tmp_path)}, (str(tmp_path),)) is None


def test_the_users_own_configuration_goes_first(mirror: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.touch()
    assert find_mirror({"TF_CLI_CONFIG_FILE": str(own)}, (str(mirror),)) is None


def test_a_named_mirror_goes_before_everything(mirror: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.tfrc"
    own.touch()
    environ = {"TF_PLUGIN_MIRROR": str(mirror), "TF_CLI_CONFIG_FILE": str(own)}
    assert find_mirror(environ, ()) == mirror


def test_only_what_the_mirror_holds_comes_from_it(mirror: Path) -> None:
    text = cli_configuration(mirror)
    assert f'filesystem_mirror {{ path = "{mirror}", include = ["{AWS}"] }}' in text
    assert f'direct {{ exclude = ["{AWS}"] }}' in text


def test_without_a_mirror_the_registry_serves() -> None:
    assert "provider_installation" not in cli_configuration(None)
