# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Small Kubernetes objects for tests."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]
RBAC = "rbac.authorization.k8s.io"


def config_map(namespace: str, name: str = "settings", **data: str) -> Object:
    """A ConfigMap."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": namespace},
        "data": data,
    }


def secret(namespace: str, name: str = "password", **values: str) -> Object:
    """A Secret with plain values."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": namespace},
        "stringData": values,
    }


def namespace_of(name: str) -> Object:
    """A Namespace."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def workload(kind: str, namespace: str, name: str = "web") -> Object:
    """A Deployment, StatefulSet or DaemonSet."""
    labels = {"app": name}
    container = {"name": "web", "image": "registry.example/web:1"}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }


def pod(namespace: str, name: str = "web", **labels: str) -> Object:
    """A Pod."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "spec": {"containers": [{"name": "web", "image": "registry.example/web:1"}]},
    }


def job(namespace: str, name: str = "migrate") -> Object:
    """A Job."""
    template = pod(namespace)["spec"] | {"restartPolicy": "Never"}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"template": {"spec": template}, "backoffLimit": 0},
    }


def role(namespace: str, name: str, rules: list[Object]) -> Object:
    """A Role."""
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "Role",
        "metadata": {"name": name, "namespace": namespace},
        "rules": rules,
    }


def role_binding(namespace: str, name: str, user: str) -> Object:
    """Binds the Role of the same name to a user."""
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name, "namespace": namespace},
        "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": name},
        "subjects": [{"apiGroup": RBAC, "kind": "User", "name": user}],
    }


def cluster_role_binding(name: str, cluster_role: str, user: str) -> Object:
    """Binds a ClusterRole to a user everywhere."""
    return {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": name},
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": cluster_role},
        "subjects": [{"apiGroup": RBAC, "kind": "User", "name": user}],
    }


def widget_crd(group: str) -> Object:
    """A CustomResourceDefinition for Widget in a group such as ``test-1.example``."""
    size = {"type": "object", "properties": {"size": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"spec": size}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"widgets.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": "Widget", "plural": "widgets", "singular": "widget"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": schema},
                }
            ],
        },
    }


def widget(group: str, namespace: str, size: int = 1, name: str = "first") -> Object:
    """An object of the kind that ``widget_crd`` defines."""
    return {
        "apiVersion": f"{group}/v1",
        "kind": "Widget",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"size": size},
    }
