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
    (tmp_path / "ca.pem").write_text("CA")
    cluster = {
        "server": "https://api",
        "tls-server-name": "name",
        "certificate-authority": "ca.pem",
        "extensions": [
            {"name": "other", "extension": 1},
            {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}},
        ],
        "_folder": tmp_path,
    }
    status = run_plugin(spec, cluster, tmp_path)
    assert status == {"token": "first second"}
    info = json.loads((tmp_path / "info").read_text())
    assert info["kind"] == "ExecCredential"
    assert info["spec"] == {
        "interactive": False,
        "cluster": {
            "server": "https://api",
            "tls-server-name": "name",
            "certificate-authority-data": "Q0E=",
            "config": {"audience": "x"},
        },
    }


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


def test_plugin_that_wants_to_ask_a_person_is_told(tmp_path: Path) -> None:
    spec = {"command": plugin(tmp_path, "read answer"), "interactiveMode": "Always"}
    with pytest.raises(ConfigError, match="wants to ask a person"):
        run_plugin(spec, {}, tmp_path)
