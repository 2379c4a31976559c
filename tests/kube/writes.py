# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes of somebody else than the engine: what controllers do to the objects of a set."""

from __future__ import annotations

from typing import Any

from kube.objects import Object

# The status of a Deployment with one replica that its controller has brought up.
READY = {
    "observedGeneration": 1,
    "replicas": 1,
    "updatedReplicas": 1,
    "readyReplicas": 1,
    "availableReplicas": 1,
}


def merge(client: Any, body: Object, change: Object, subresource: str = "") -> None:
    """Merge ``change`` into the live object that ``body`` names."""
    metadata = body["metadata"]
    resource = client.find(body["apiVersion"], body["kind"])
    path = resource.path(metadata["namespace"], metadata["name"], subresource)
    headers = {"Content-Type": "application/merge-patch+json"}
    client.http.call("PATCH", path, body=change, headers=headers)


def write_status(client: Any, body: Object, status: Object) -> None:
    """Write the status of a live object."""
    merge(client, body, {"status": status}, "status")
