# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is proved equal without a request: the server itself would change nothing of it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import reduce
from typing import Any

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.changes import changed
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.equal import is_applied
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import Item

from kube.conftest import items_of
from kube.objects import Object

Path = tuple[Any, ...]
MANAGER = "cloudnative.platform"
NAMES = (("apiVersion",), ("kind",), ("metadata",), ("metadata", "name"), ("metadata", "namespace"))
NUMBERS = ("1", 1, "2", "4", "10", "1000m", "0.5", "512Mi", "1Gi", "1024Mi", "2Gi", "1073741824")
VALUES = ("", 0, False, None, [], {}, True, "UDP", "TCP", *NUMBERS)
FIELDS = (
    ("apiVersion", "v1"),
    ("optional", False),
    ("protocol", "TCP"),
    ("protocol", "UDP"),
    ("scope", "*"),
    ("scope", "Cluster"),
    ("volumeMode", "Block"),
    ("volumeMode", "Filesystem"),
)
# What charts write, and the server writes differently.
SET = """
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, annotations: {note: "1000m", empty: ""}}
spec:
  serviceName: ""
  replicas: 0
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}, annotations: {}}
    spec:
      priorityClassName: ""
      hostNetwork: false
      terminationGracePeriodSeconds: 0
      tolerations: [{operator: Exists}]
      nodeSelector: {limits: "1000m"}
      securityContext: {}
      volumes:
        - {name: empty, emptyDir: {sizeLimit: 1024Mi}}
        - name: token
          projected:
            sources:
              - serviceAccountToken: {path: token}
              - downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}}]}
      containers:
        - name: db
          image: registry.example/db:1
          command: []
          ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP, name: ""}]
          resources: {limits: {cpu: 2000m, memory: 1024Mi}, requests: {cpu: 1, memory: "0.5Gi"}}
          env:
            - {name: EMPTY, value: ""}
            - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1000m}}}
          readinessProbe: {tcpSocket: {port: 80}, initialDelaySeconds: 0}
          securityContext: {privileged: false, runAsNonRoot: false}
          volumeMounts: [{name: empty, mountPath: /empty, readOnly: false, subPath: ""}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {sizeLimit: "1000m", limits: "1", empty: ""}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{name: web, port: 80, targetPort: "http"}, {name: udp, port: 53, protocol: UDP}]
  publishNotReadyAddresses: false
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: quota}
spec: {hard: {cpu: 4000m, pods: 10, memory: 2048Mi}, scopes: []}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress: [{ports: [{port: 80}, {port: 53, protocol: UDP}], from: [{podSelector: {}}]}]
"""


@pytest.fixture
def objects(namespace: str) -> list[Object]:
    """The set in a namespace of its own, with a webhook that asks for nothing there."""
    found = list(yaml.safe_load_all(SET))
    for body in found:
        body["metadata"]["namespace"] = namespace
    rules = [{"apiGroups": ["none.example"], "apiVersions": ["v1"], "operations": ["CREATE"]}]
    webhook = {
        "name": "none.test.example",
        "clientConfig": {"url": "https://127.0.0.1:9/"},
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "rules": [{**rules[0], "resources": ["things"]}],
    }
    hook = {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": namespace, "labels": {}},
        "webhooks": [webhook],
    }
    return [*found, hook]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The path of every value in nested maps and lists."""
    entries: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list):
        entries = list(enumerate(value))
    for key, child in entries:
        yield (*path, key)
        yield from places(child, (*path, key))


def edited(body: Object, path: Path, edit: Callable[[Any, Any], None]) -> Object:
    """A copy in which the container of ``path`` was edited."""
    copied = copy.deepcopy(body)
    inner: Any = copied
    for key in path[:-1]:
        inner = inner[key]
    edit(inner, path[-1])
    return copied


def at(body: Object, path: Path) -> Any:
    return reduce(lambda inner, key: inner[key], path, body)


def put(value: Any) -> Callable[[Any, Any], None]:
    return lambda inner, key: inner.__setitem__(key, value)


def edits(body: Object) -> Iterator[tuple[str, Object]]:
    """Every field left out, emptied, and set to other values; and fields that were not there."""
    for path in places(body):
        if path in NAMES:
            continue
        name = ".".join(map(str, path))
        yield f"{name} left out", edited(body, path, lambda inner, key: inner.pop(key))
        for value in VALUES:
            # An empty value of a wrong type cannot be told from the right one, which is not stored.
            if value or value is None or type(value) is type(at(body, path)):
                yield f"{name} = {value!r}", edited(body, path, put(value))
        for key, value in FIELDS:
            with suppress(AttributeError, TypeError):  # no map
                yield f"{name}.{key} = {value}", edited(body, (*path, key), put(value))


def test_whole_set_is_proved_equal(
    apply: Callable[..., Any], client: Any, objects: list[Object]
) -> None:
    apply(objects)
    unproved = [
        str(item.ref)
        for item in items_of(client, objects)
        if not is_applied(item.body, live_of(client, item), MANAGER)
    ]
    assert unproved == []


def live_of(client: Any, item: Any) -> Object:
    body: Object = client.get(item.resource, item.ref.namespace, item.ref.name)
    return body


def test_server_would_change_nothing_that_is_proved_equal(
    apply: Callable[..., Any],
    client: Any,
    objects: list[Object],
    figure: Callable[[str], None],
) -> None:
    """Each edit of the set against the object as it was, and the set against each edited object."""
    apply(objects)
    proved, refused, wrong, total = 0, 0, [], 0
    for item in items_of(client, objects):
        original = live_of(client, item)
        for name, body in edits(item.body):
            total += 1
            [other] = items_of(client, [body])
            is_same = is_applied(other.body, original, MANAGER)
            after = foreseen(client, other)
            proved += is_same
            refused += after is None
            if is_same and after is None:
                wrong.append(f"{item.ref}: {name} would be refused")
            elif is_same and changed(original, after, MANAGER, dry=True):
                wrong.append(f"{item.ref}: {name} would be written")
            # And from there back to the set.
            if after is None or not is_applied(item.body, after, MANAGER):
                continue
            if changed(after, original, MANAGER, dry=True):
                wrong.append(f"{item.ref}: {name} would stay")
    figure(f"{total} edits, {refused} of them refused by the server, {proved} proved equal")
    assert proved
    assert not wrong, "\n".join(wrong)


def foreseen(client: Any, item: Item) -> Object | None:
    """The object after an apply, None where the server refuses that."""
    try:
        after, _ = client.apply(
            item.resource, item.body, dry_run=True, transient=lambda error: False
        )
    except ApiError:
        return None
    body: Object = after
    return body
