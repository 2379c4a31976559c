# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Plays of a few tasks against the test's API server, as people run them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from kube.conftest import COLLECTIONS
from kube.server import binary

Task = dict[str, Any]
MODULE = "cloudnative.platform.{}"


def task(name: str, arguments: Mapping[str, Any], **keywords: Any) -> Task:
    """A task of one of the collection's modules."""
    return {"name": name, MODULE.format(name): dict(arguments), **keywords}


def examples(module: str) -> list[Task]:
    """The tasks in a module's documentation."""
    found = import_module(f"ansible_collections.cloudnative.platform.plugins.modules.{module}")
    tasks: list[Task] = yaml.safe_load(found.EXAMPLES)
    return tasks


def play(
    folder: Path,
    tasks: Sequence[Task],
    *options: str,
    kubeconfig: Path | None = None,
    status: int = 0,
    environ: Mapping[str, str] | None = None,
    **keywords: Any,
) -> str:
    """Run tasks on this machine and return all output.

    Args:
        folder: of the playbook.
        options: of ``ansible-playbook``.
        kubeconfig: named once for the collection's group of modules, if given.
        status: the exit status that the run must have.
        environ: more variables of the environment.
        keywords: of the play, such as ``vars``.
    """
    group = {"group/cloudnative.platform.kubernetes": {"kubeconfig": str(kubeconfig)}}
    if kubeconfig:
        keywords["module_defaults"] = group
    book = folder / "play.yml"
    whole = {"hosts": "localhost", "gather_facts": False, "tasks": list(tasks), **keywords}
    book.write_text(yaml.safe_dump([whole]))
    command = [str(Path(sys.executable).with_name("ansible-playbook")), str(book), *options]
    environ = environment() | dict(environ or {})
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def environment() -> dict[str, str]:
    """The environment of a run: helm and kustomize are installed, nothing is configured."""
    programs = [str(Path(binary(name, name)).parent) for name in ("helm", "kustomize")]
    kept = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"}
    return kept | {
        "PATH": os.pathsep.join([*programs, os.environ["PATH"]]),
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CONFIG": "/etc/ansible/ansible.cfg",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "json",
        # Off where Ansible is 2.21 or newer; what it would show must be safe, too.
        "ANSIBLE_INJECT_INVOCATION": "1",
    }


def write(folder: Path, files: Mapping[str, Any]) -> None:
    """Make files by path; what is no text is written as YAML, lists as many documents."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        many = yaml.safe_dump_all if isinstance(content, list) else yaml.safe_dump
        path.write_text(content if isinstance(content, str) else many(content))
