# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ConfigError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.exec_plugin import (
    run_plugin,
)


def plugin(folder: Path, text: str) -> str:
    path = folder / "plugin"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return "./plugin"


def test_plugin_gets_arguments_environment_and_cluster(tmp_path: Path) -> None:
    answer = '{"status": {"token": "%s %s"}}'
    text = (
        f"""cd {tmp_path}; echo "$KUBERNETES_EXEC_INFO" > info; printf '{answer}' "$1" "$NAME" """
    )
    spec = {
        "command": plugin(tmp_path, text),
        "args": ["first"],
        "env": [{"name": "NAME", "value": "second"}],
        "provideClusterInfo": True,
    }
    status = run_plugin(spec, {"server": "https://api", "_folder": tmp_path}, tmp_path)
    assert status == {"token": "first second"}
    info = json.loads((tmp_path / "info").read_text())
    assert info["kind"] == "ExecCredential"
    assert info["spec"] == {"interactive": False, "cluster": {"server": "https://api"}}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "echo the session has ended >&2; echo canary; exit 3",
            "ended with 3: the session has ended",
        ),
        ("echo canary", "printed no ExecCredential"),
    ],
)
def test_failure_is_told_in_the_plugins_words(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as raised:
        run_plugin({"command": plugin(tmp_path, text)}, {}, tmp_path)
    assert "canary" not in str(raised.value)


def test_missing_plugin_gives_its_install_hint(tmp_path: Path) -> None:
    spec = {"command": "no-such-plugin-here", "installHint": "see example.com"}
    with pytest.raises(ConfigError, match=r"not installed: see example\.com"):
        run_plugin(spec, {}, tmp_path)
