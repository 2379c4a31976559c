# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The API of the External Secrets Operator, as far as the project uses it, and who answers for it.

Its own source cannot be had offline. The fields are those of its API reference, version v1.
"""

from __future__ import annotations

from typing import Any

from kube.background import Repeating
from kube.objects import Object
from kube.writes import write_status

GROUP = "external-secrets.io"
TEXT: Object = {"type": "string"}
INTERVAL = 0.1


def object_of(*required: str, **properties: Any) -> Object:
    """The schema of an object; other fields are refused."""
    return {"type": "object", "properties": properties, "required": list(required)}


def list_of(items: Object) -> Object:
    """The schema of a list."""
    return {"type": "array", "items": items}


REMOTE = object_of(
    "key",
    key=TEXT,
    property=TEXT,
    # The operator's API fills in several such fields.
    conversionStrategy={"type": "string", "default": "Default"},
)
SPECS = {
    "ClusterSecretStore": object_of(
        "provider",
        conditions=list_of(object_of(namespaces=list_of(TEXT))),
        provider=object_of(aws=object_of("region", "service", region=TEXT, service=TEXT)),
    ),
    "ExternalSecret": object_of(
        refreshInterval={"type": "string", "default": "1h0m0s"},
        secretStoreRef=object_of(kind=TEXT, name=TEXT),
        target=object_of(
            name=TEXT,
            creationPolicy={"type": "string", "default": "Owner"},
            template=object_of(type=TEXT),
        ),
        data=list_of(
            object_of("remoteRef", "secretKey", secretKey=TEXT, remoteRef=REMOTE),
        ),
        dataFrom=list_of(object_of(extract=REMOTE)),
    ),
}


def crd(kind: str) -> Object:
    """The CustomResourceDefinition of a kind."""
    plural = f"{kind.lower()}s"
    status = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": object_of("spec", spec=SPECS[kind], status=status)},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "scope": "Cluster" if kind.startswith("Cluster") else "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [version],
        },
    }


class Operator(Repeating):
    """Says of every store and external secret that it is ready."""

    def __init__(self, client: Any):
        super().__init__(INTERVAL)
        self.client = client

    def _step(self) -> None:
        for kind in SPECS:
            resource = self.client.find(f"{GROUP}/v1", kind)
            for body in self.client.list_objects(resource):
                if not body.get("status"):
                    ready = {"type": "Ready", "status": "True"}
                    body["metadata"].setdefault("namespace", "")
                    write_status(self.client, body, {"conditions": [ready]})
