# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Values of Secrets are shown by nothing, however much a person asks to see and whatever fails."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import yaml

from kube.objects import Object, secret
from kube.playbook import play, task
from kube.server import KubeServer

CANARY = "yellow-canary-value"
ENCODED = base64.b64encode(CANARY.encode()).decode()
LOUD = ("-vvvv", "--diff")


def bare(namespace: str, **sections: Any) -> Object:
    """A Secret with these sections and no others."""
    metadata = {"name": "bird", "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, **sections}


def good(namespace: str) -> dict[str, Any]:
    """Definitions that the server takes."""
    plain = bare(namespace, stringData={"word": CANARY}, data={"other": ENCODED})
    return {
        "object": plain,
        "text": yaml.safe_dump(plain),
        "list": {"apiVersion": "v1", "kind": "List", "items": [plain]},
        "text of a list": yaml.safe_dump({"apiVersion": "v1", "kind": "List", "items": [plain]}),
        "nested lists": [[plain]],
    }


def bad(namespace: str) -> dict[str, Any]:
    """Definitions that nobody takes, and of which nothing may be told but why."""
    item = bare(namespace, data={"word": ENCODED})
    del item["kind"], item["apiVersion"]
    return {
        "not base64": bare(namespace, data={"word": CANARY + "!"}),
        "nested": bare(namespace, data={"word": {"inner": CANARY}}),
        "a list of values": bare(namespace, stringData=[CANARY]),
        "a misspelt section": bare(namespace, stringdata={"word": CANARY}),
        "a misspelt version": {**bare(namespace, data={"word": ENCODED}), "apiVersion": "V1"},
        "no version": {
            k: v for k, v in bare(namespace, data={"a": ENCODED}).items() if k[0] != "a"
        },
        "a misspelt kind": {**bare(namespace, data={"word": ENCODED}), "kind": "secret"},
        "a bad name": {**bare("Bad_Name", stringData={"word": CANARY})},
        "a wrong type": bare(namespace, type="kubernetes.io/tls", stringData={"word": CANARY}),
        "items without a kind": {"apiVersion": "v1", "kind": "SecretList", "items": [item]},
        "invalid YAML": f"kind: Secret\nstringData: {{word: {CANARY}\n",
    }


def leaks(text: str) -> list[str]:
    """The lines that show a form of the value."""
    return [line for line in text.splitlines() if CANARY in line or ENCODED in line]


def test_what_is_taken(server: KubeServer, tmp_path: Path, namespace: str) -> None:
    definitions = good(namespace)
    changed = secret(namespace, "bird", word="other", other="thing")
    tasks = [
        part
        for definition in definitions.values()
        for part in (
            task("k8s_apply", {"definition": definition, "wait": False}),
            task("k8s_drift_info", {"definition": changed}),
            task("k8s_apply", {"definition": changed, "wait": False}),
        )
    ]
    tasks.append(task("k8s_wait", {"definition": definitions["text"]}))
    text = play(tmp_path, tasks, *LOUD, kubeconfig=server.kubeconfig())
    assert f"changed={2 * len(definitions)}" in text
    assert text.count('"drifted": true') == len(definitions)
    assert leaks(text) == []


def test_what_is_refused(server: KubeServer, tmp_path: Path, namespace: str) -> None:
    failed = {"register": "__result", "failed_when": "__result is not failed"}
    tasks = []
    for name, definition in bad(namespace).items():
        arguments = {"definition": definition}
        tasks.append(task("k8s_apply", arguments, **failed) | {"name": f"Refused: {name}"})
        tasks.append(task("k8s_drift_info", arguments, ignore_errors=True))
    text = play(tmp_path, tasks, *LOUD, kubeconfig=server.kubeconfig())
    assert leaks(text) == []


def test_wrong_arguments(server: KubeServer, tmp_path: Path, namespace: str) -> None:
    arguments = {"definition": bare(namespace, data={"word": ENCODED}), "no_such_option": 1}
    modules = ("k8s_apply", "k8s_wait", "k8s_drift_info")
    tasks = [task(module, arguments, ignore_errors=True) for module in modules]
    text = play(tmp_path, tasks, *LOUD, kubeconfig=server.kubeconfig())
    assert f"ignored={len(modules)}" in text
    assert leaks(text) == []
