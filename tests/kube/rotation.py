# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Workloads that use Secrets of AWS Secrets Manager in every way, and values that change."""

from __future__ import annotations

import base64
import subprocess
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.staleness import (
    RESTARTED_AT,
)

from kube.conftest import apply_objects
from kube.objects import Object, workload
from kube.process import result_of
from kube.secrets_manager import SecretsManager, single

VARIABLE = {
    "containers": {
        "env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "used", "key": "password"}}}]
    }
}
WHOLE = {"containers": {"envFrom": [{"secretRef": {"name": "used"}}]}}
VOLUME = {"volumes": [{"name": "a", "secret": {"secretName": "used"}}]}
PROJECTED = {
    "volumes": [{"name": "a", "projected": {"sources": [{"secret": {"name": "used"}}]}}],
}
PULL = {"imagePullSecrets": [{"name": "used"}]}
OTHER = {"volumes": [{"name": "a", "secret": {"secretName": "other"}}]}
USERS = {
    "variable": ("Deployment", VARIABLE),
    "whole": ("DaemonSet", WHOLE),
    "volume": ("StatefulSet", VOLUME),
    "projected": ("Deployment", PROJECTED),
    "pull": ("Deployment", PULL),
}
STRANGERS = {"other": ("Deployment", OTHER), "none": ("StatefulSet", {})}


class Stage:
    """A namespace with two Secrets, ``used`` and ``other``, and what runs in it."""

    def __init__(self, aws: SecretsManager, client: Any, namespace: str, kubeconfig: Path):
        self.aws, self.client, self.namespace = aws, client, namespace
        self._kubeconfig = kubeconfig
        self.rotate("used")
        self.rotate("other")

    def rotate(self, name: str) -> None:
        """Give a secret another value."""
        self.aws.put(f"{self.namespace}/{name}", f"value of {uuid4()}")

    def start(self, **more: Any) -> subprocess.Popen[str]:
        """Begin to bring both into the namespace."""
        place = self.namespace
        secrets = [single(place, name, f"{place}/{name}") for name in ("used", "other")]
        keywords = {"set": place, "set_namespace": place, "wait": True, "wait_timeout": 60}
        return self.aws.start(self._kubeconfig, secrets, **keywords | more)

    def sync(self, **more: Any) -> dict[str, Any]:
        """Bring both into the namespace."""
        return result_of(self.start(**more))

    def value(self, name: str) -> str:
        """The value in the namespace."""
        body = self.client.get(self.client.find("v1", "Secret"), self.namespace, name)
        return base64.b64decode(body["data"]["password"]).decode()

    def run(self, workloads: dict[str, tuple[str, Object]], **spec: Any) -> None:
        """Run workloads, and wait until they do."""
        bodies = [
            using(workload(kind, self.namespace, name), parts, **spec)
            for name, (kind, parts) in workloads.items()
        ]
        apply_objects(self.client, bodies, wait=True, wait_timeout=60.0)

    def mark(self, deployment: str) -> str:
        """When a Deployment was last asked to restart."""
        resource = self.client.find("apps/v1", "Deployment")
        body = self.client.get(resource, self.namespace, deployment)
        return str(body["spec"]["template"]["metadata"]["annotations"][RESTARTED_AT])

    def pods(self) -> dict[str, set[str]]:
        """The uids of the pods by label ``app``."""
        found: dict[str, set[str]] = {}
        for body in self.client.list_objects(self.client.find("v1", "Pod"), self.namespace):
            if not body["metadata"].get("deletionTimestamp"):
                app = body["metadata"]["labels"]["app"]
                found.setdefault(app, set()).add(body["metadata"]["uid"])
        return found


def using(body: Object, parts: Object, **spec: Any) -> Object:
    """A workload whose pods take Secrets in these parts of their spec."""
    template = body["spec"]["template"]["spec"]
    template |= {key: value for key, value in parts.items() if key != "containers"}
    template["containers"][0] |= parts.get("containers", {})
    body["spec"] |= spec
    return body


def needs(told: dict[str, Any]) -> dict[str, str]:
    return {entry["name"]: entry["action"] for entry in told["workloads"]}


def wait_for_pods(stage: Stage, *apps: str) -> None:
    """Until pods with these labels run."""
    resource = stage.client.find("v1", "Pod")
    for _ in range(300):
        started = {
            body["metadata"]["labels"]["app"]
            for body in stage.client.list_objects(resource, stage.namespace)
            if (body.get("status") or {}).get("containerStatuses")
        }
        if set(apps) <= started:
            return
        time.sleep(0.1)
    raise AssertionError(f"no pods of {apps}")
