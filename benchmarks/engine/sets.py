"""The objects that all contestants apply: plain ConfigMaps, or twelve kinds in many namespaces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from kube.objects import config_map, namespace_of, secret, widget_crd, workload

Object = dict[str, Any]
NAMESPACES = 20
TEXT = "one line of settings; " * 5


@dataclass(frozen=True)
class ObjectSet:
    """Objects of one run; ``word`` is part of every key that they have in etcd.

    ``grounds`` are the namespaces and CRDs that ``rest`` stands on.
    """

    word: str
    grounds: list[Object]
    rest: list[Object]

    @property
    def objects(self) -> list[Object]:
        """All of them, in the order in which they can be made."""
        return self.grounds + self.rest

    @property
    def plurals(self) -> set[str]:
        """The resources as the server's metrics name them."""
        return {_plural(body["kind"]) for body in self.objects}


def config_maps(word: str, count: int) -> ObjectSet:
    """``count`` ConfigMaps in the namespace ``word``, which must exist."""
    rest = [config_map(word, f"settings-{n:05}", n=str(n), text=TEXT) for n in range(count)]
    return ObjectSet(word, [], rest)


def mixed(word: str, count: int) -> ObjectSet:
    """``count`` objects of 12 kinds: 20 namespaces, a CRD, and what lies in the namespaces."""
    group = f"{word}.example"
    spaces = [f"{word}-{n:02}" for n in range(NAMESPACES)]
    grounds = [*map(namespace_of, spaces), widget_crd(group)]
    makers: list[Callable[[str, str], Object]] = [
        _cluster_role,
        _service_account,
        lambda space, name: config_map(space, name, text=TEXT),
        lambda space, name: secret(space, name, password=name),
        _role,
        _role_binding,
        _service,
        lambda space, name: workload("Deployment", space, name),
        _network_policy,
        lambda space, name: _widget(group, space, name),
    ]
    # The namespace changes with each round, so that each kind is in all of them.
    rest = [
        maker(spaces[n // len(makers) % NAMESPACES], f"{word}-{n:05}")
        for n, maker in enumerate(islice(cycle(makers), count - len(grounds)))
    ]
    return ObjectSet(word, grounds, rest)


def path_of(body: Object) -> str:
    """The path of an object in the API."""
    version, metadata = body["apiVersion"], body["metadata"]
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    space = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
    return f"{root}{space}/{_plural(body['kind'])}/{metadata['name']}"


def _plural(kind: str) -> str:
    name = kind.lower()
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def _meta(space: str, name: str) -> Object:
    return {"name": name, "namespace": space}


def _cluster_role(_space: str, name: str) -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name},
        "rules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get", "list"]}],
    }


def _service_account(space: str, name: str) -> Object:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _meta(space, name)}


def _role(space: str, name: str) -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": _meta(space, name),
        "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get"]}],
    }


def _role_binding(space: str, name: str) -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": _meta(space, name),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": space}],
    }


def _service(space: str, name: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _meta(space, name),
        "spec": {"selector": {"app": name}, "ports": [{"name": "http", "port": 80}]},
    }


def _network_policy(space: str, name: str) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": _meta(space, name),
        "spec": {"podSelector": {"matchLabels": {"app": name}}, "policyTypes": ["Ingress"]},
    }


def _widget(group: str, space: str, name: str) -> Object:
    return {
        "apiVersion": f"{group}/v1",
        "kind": "Widget",
        "metadata": _meta(space, name),
        "spec": {"size": 1},
    }
