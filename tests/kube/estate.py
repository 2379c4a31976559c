# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A mixed set of objects in two versions, and what of it is in a cluster."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from kube.objects import (
    RBAC,
    Object,
    config_map,
    namespace_of,
    role,
    role_binding,
    secret,
    widget,
    widget_crd,
)

# What differs between two clusters, or two runs, with the same content.
INDIVIDUAL = ("creationTimestamp", "generation", "resourceVersion", "uid")
SET_ID = re.compile(r"applyset-[\w-]+-v1")


class Estate:
    """The set of one test; everything in it carries the test's name.

    The second version leaves out, changes and adds several objects of the first.
    """

    def __init__(self, name: str):
        self.name = name
        self.places = f"{name}-a", f"{name}-b"
        self.group = f"{name}.example"

    def version(self, number: int) -> list[Object]:
        """The objects of version 1 or 2."""
        first, second = self.places
        value = f"value-{number}"
        # Version 1 has 0 to 5 and version 2 has 3 to 8: three go, three change, three come.
        numbers = range(6) if number == 1 else range(3, 9)
        rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", value]}]
        return [
            *[widget(self.group, second, number, f"widget-{n}") for n in numbers],
            *[config_map(first, f"settings-{n}", key=value) for n in numbers],
            *[config_map(second, f"same-{n}", key="value") for n in range(4)],
            *[secret(second, f"password-{n}", password=value) for n in numbers],
            *[_service(first, f"service-{n}", 8000 + number) for n in numbers],
            *[_plain("v1", "ServiceAccount", first, f"account-{n}") for n in numbers],
            *[role(first, f"role-{n}", rules) for n in numbers[::2]],
            *[role_binding(first, f"role-{n}", "nobody") for n in numbers[::2]],
            _cluster_role(f"{self.name}-{number}", rules),
            widget_crd(self.group),
            *map(namespace_of, self.places),
        ]

    def foreign(self) -> list[Object]:
        """Objects of somebody else in the same namespaces."""
        return [config_map(place, "foreign", key="theirs") for place in self.places]

    def content(self, client: Any) -> list[str]:
        """One text for each object, the inventory included, equal in content-equal clusters."""
        api = f"{RBAC}/v1"
        namespaced = [
            *[("v1", kind) for kind in ("ConfigMap", "Secret", "Service", "ServiceAccount")],
            *[(api, kind) for kind in ("Role", "RoleBinding")],
            (f"{self.group}/v1", "Widget"),
        ]
        found = [
            body
            for version, kind in namespaced
            for place in self.places
            for body in client.list_objects(client.find(version, kind), place)
        ]
        crds = client.find("apiextensions.k8s.io/v1", "CustomResourceDefinition")
        for resource in (client.find("v1", "Namespace"), client.find(api, "ClusterRole"), crds):
            everything = client.list_objects(resource)
            found += [body for body in everything if self.name in body["metadata"]["name"]]
        return sorted(self._text(body) for body in found)

    def digest(self, client: Any) -> str:
        """A hash over the content."""
        return hashlib.sha256("\n".join(self.content(client)).encode()).hexdigest()

    def _text(self, body: Object) -> str:
        metadata = {k: v for k, v in body["metadata"].items() if k not in INDIVIDUAL}
        metadata["managedFields"] = [
            {name: value for name, value in entry.items() if name != "time"}
            for entry in metadata["managedFields"]
        ]
        # The server writes it, with times.
        kept = {name: value for name, value in body.items() if name != "status"}
        text = json.dumps({**kept, "metadata": metadata}, sort_keys=True)
        return SET_ID.sub("SET", text.replace(self.name, "NAME"))


def _service(namespace: str, name: str, port: int) -> Object:
    spec = {"clusterIP": "None", "selector": {"app": name}, "ports": [{"port": port}]}
    return {**_plain("v1", "Service", namespace, name), "spec": spec}


def _cluster_role(name: str, rules: list[Object]) -> Object:
    metadata = {"name": name}
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRole",
        "metadata": metadata,
        "rules": rules,
    }


def _plain(version: str, kind: str, namespace: str, name: str) -> Object:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": version, "kind": kind, "metadata": metadata}
