# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The real controllers of workloads, and in a kubelet's place one that says all pods run."""

from __future__ import annotations

import subprocess
from typing import Any, Self

from kube.background import Repeating
from kube.conftest import apply_objects
from kube.objects import Object
from kube.server import KubeServer, binary
from kube.writes import merge, write_status

INTERVAL = 0.2
CONTROLLERS = "deployment,replicaset,statefulset,daemonset,job"


class ControllerManager(Repeating):
    """kube-controller-manager for one server, and pods that become ready when they are made.

    ``broken``: labels ``app`` of pods that never become ready. ``log``: names of workloads in the
    order in which pods of theirs became ready.
    """

    def __init__(self, server: KubeServer, client: Any):
        super().__init__(INTERVAL)
        self.client = client
        self.broken: set[str] = set()
        self.log: list[str] = []
        self._server = server

    def __enter__(self) -> Self:
        self._add_node()
        command = [
            binary("kube-controller-manager", "kubernetes"),
            f"--kubeconfig={self._server.kubeconfig()}",
            f"--controllers={CONTROLLERS}",
            "--leader-elect=false",
            "--secure-port=0",
            # Other tests have left workloads on the server; ours are not to stand behind them.
            "--kube-api-qps=500",
            "--kube-api-burst=1000",
        ]
        with (self._server.folder / "kube-controller-manager.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        return super().__enter__()

    def _stop(self) -> None:
        super()._stop()
        self._process.kill()
        self._process.wait()

    def _add_node(self) -> None:
        """For the pods of DaemonSets."""
        node: Object = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node"}}
        apply_objects(self.client, [node])
        # A new node is marked as not ready, and nothing here would take the mark away.
        node["metadata"]["namespace"] = ""
        merge(self.client, node, {"spec": {"taints": []}})

    def _step(self) -> None:
        for pod in self.client.list_objects(self.client.find("v1", "Pod")):
            if not (pod.get("status") or {}).get("containerStatuses"):
                self._start(pod)

    def _start(self, pod: Object) -> None:
        app = (pod["metadata"].get("labels") or {}).get("app", "")
        if app in self.broken:
            return
        write_status(self.client, pod, running(pod))
        self.log.append(app)


def running(pod: Object) -> Object:
    """The status of a pod whose containers run and are ready."""
    containers = [
        {
            "name": container["name"],
            "image": container["image"],
            "imageID": "",
            "ready": True,
            "restartCount": 0,
            "state": {"running": {"startedAt": pod["metadata"]["creationTimestamp"]}},
        }
        for container in pod["spec"]["containers"]
    ]
    return {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
        "containerStatuses": containers,
    }
