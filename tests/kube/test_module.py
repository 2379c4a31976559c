# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The module as people use it: from a playbook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from kube.conftest import COLLECTIONS
from kube.objects import config_map, namespace_of, secret
from kube.server import KubeServer

CANARY = "white-rabbit-canary"


def play(
    server: KubeServer, folder: Path, arguments: dict[str, Any], *options: str, status: int = 0
) -> str:
    """Run one task, the kubeconfig named once for the whole group; returns all output."""
    group = {"group/cloudnative.platform.kubernetes": {"kubeconfig": str(server.kubeconfig())}}
    task = {"name": "Apply", "cloudnative.platform.k8s_apply": {"wait": False, **arguments}}
    book = folder / "play.yml"
    plays = [
        {"hosts": "localhost", "gather_facts": False, "module_defaults": group, "tasks": [task]}
    ]
    book.write_text(yaml.safe_dump(plays))
    environment = os.environ | {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CONFIG": "/etc/ansible/ansible.cfg",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
    }
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(book), *options]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_second_run_of_a_play_changes_nothing(
    server: KubeServer, tmp_path: Path, name: str
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set/all.yml").write_text(
        yaml.safe_dump_all([config_map(name, key="value"), namespace_of(name)])
    )
    arguments = {"src": [str(tmp_path / "set")]}
    assert "changed=1" in play(server, tmp_path, arguments, "--check", "--diff")
    assert "changed=1" in play(server, tmp_path, arguments)
    assert "changed=0" in play(server, tmp_path, arguments, "--check")
    text = play(server, tmp_path, arguments, "-v")
    assert "changed=0" in text
    assert json.loads('{"unchanged": 2}').items() <= totals(text).items()


def test_secret_values_appear_nowhere(server: KubeServer, tmp_path: Path, name: str) -> None:
    definition = [namespace_of(name), secret(name, password=CANARY)]
    text = play(server, tmp_path, {"definition": definition}, "-vvvv", "--diff")
    assert f"Secret {name}/password" in text
    assert CANARY not in text


def test_rendered_text_is_a_definition(server: KubeServer, tmp_path: Path, name: str) -> None:
    text = yaml.safe_dump_all([namespace_of(name), config_map(name, key="value")])
    assert "changed=1" in play(server, tmp_path, {"definition": [text]})


def test_failure_tells_what_was_done_before(server: KubeServer, tmp_path: Path, name: str) -> None:
    definition = [namespace_of(name), config_map(name, "Not_A_Name")]
    text = play(server, tmp_path, {"definition": definition}, status=2)
    assert "1 object was refused" in text
    assert '"changed": true' in text


def totals(text: str) -> dict[str, int]:
    """The totals in a task's printed result."""
    start = text.index("{", text.index("=> {"))
    result, _ = json.JSONDecoder().raw_decode(text[start:])
    found: dict[str, int] = result["totals"]
    return found
