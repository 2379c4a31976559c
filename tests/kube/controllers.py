# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What controllers do, for tests in which a whole play has to end well on a bare API server."""

from __future__ import annotations

from typing import Any

from kube.background import Repeating
from kube.objects import Object
from kube.writes import write_status

INTERVAL = 0.1


class Controllers(Repeating):
    """Brings up Deployments, and empties and ends namespaces that are being deleted."""

    def __init__(self, client: Any):
        super().__init__(INTERVAL)
        self.client = client

    def _step(self) -> None:
        for deployment in self._all("apps/v1", "Deployment"):
            self._bring_up(deployment)
        for namespace in self._all("v1", "Namespace"):
            if namespace["metadata"].get("deletionTimestamp"):
                self._finish(namespace)

    def _all(self, api_version: str, kind: str, namespace: str = "") -> list[Object]:
        found: list[Object] = self.client.list_objects(
            self.client.find(api_version, kind), namespace
        )
        return found

    def _bring_up(self, deployment: Object) -> None:
        replicas = deployment["spec"]["replicas"]
        counts = ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas")
        status = {"observedGeneration": deployment["metadata"]["generation"]}
        status |= dict.fromkeys(counts, replicas)
        if not status.items() <= (deployment.get("status") or {}).items():
            write_status(self.client, deployment, status)

    def _finish(self, namespace: Object) -> None:
        name = namespace["metadata"]["name"]
        for body in self._all("v1", "ConfigMap", name):
            self.client.delete(self.client.find("v1", "ConfigMap"), name, body["metadata"]["name"])
        path = self.client.find("v1", "Namespace").path(name=name, subresource="finalize")
        self.client.http.call("PUT", path, body={**namespace, "spec": {"finalizers": []}})
