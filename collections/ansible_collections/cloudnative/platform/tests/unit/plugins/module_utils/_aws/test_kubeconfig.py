# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._aws import kubeconfig
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks import Cluster
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError

CLUSTER = Cluster("blue", "https://blue.example", "Q0E=", "1.35")
SOURCE = Source("blue", "ap-northeast-2", "http://aws:4566", "/c", "")


def ours() -> kubeconfig.Kubeconfig:
    return kubeconfig.entries(CLUSTER, SOURCE, "ctx", ["/python", "/eks-token.py"])


def test_entries_run_the_program_and_hold_no_token() -> None:
    plugin = ours()["users"][0]["user"]["exec"]
    assert plugin["command"] == "/python"
    assert plugin["args"] == [
        *["/eks-token.py", "--cluster", "blue", "--region", "ap-northeast-2"],
        *["--endpoint-url", "http://aws:4566", "--credentials-file", "/c"],
    ]
    assert ours()["clusters"][0]["cluster"] == {
        "server": "https://blue.example",
        "certificate-authority-data": "Q0E=",
    }
    assert "token" not in ours()["users"][0]["user"]


def test_entries_of_others_stay_and_ours_are_replaced() -> None:
    other = {"name": "other", "cluster": {"server": "https://other"}}
    old = {"name": "ctx", "cluster": {"server": "https://old"}}
    merged = kubeconfig.merge({"clusters": [old, other], "preferences": {"a": 1}}, ours())
    assert merged["clusters"] == [other, *ours()["clusters"]]
    assert merged["preferences"] == {"a": 1}
    assert merged["current-context"] == "ctx"


def test_merging_again_changes_nothing() -> None:
    once = kubeconfig.merge({"clusters": [{"name": "other", "cluster": {}}]}, ours())
    assert kubeconfig.merge(once, ours()) == once


def test_file_is_replaced_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kubeconfig"
    kubeconfig.write(path, "text")
    assert kubeconfig.is_as_wanted(path, "text")
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["kubeconfig"]
    path.chmod(0o644)
    assert not kubeconfig.is_as_wanted(path, "text")
    path.chmod(0o600)
    assert not kubeconfig.is_as_wanted(path, "other")
    assert not kubeconfig.is_as_wanted(tmp_path / "missing", "text")


def test_only_a_kubeconfig_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    assert kubeconfig.read(path) == {}
    path.write_text("")
    assert kubeconfig.read(path) == {}
    path.write_text(yaml.safe_dump({"clusters": []}))
    assert kubeconfig.read(path) == {"clusters": []}
    for text in ("- a\n", "a: [", "text"):
        path.write_text(text)
        with pytest.raises(AwsError, match="is not a kubeconfig"):
            kubeconfig.read(path)
