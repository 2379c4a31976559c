# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which Secrets a pod takes: by its own spec, or by a workload's pod template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Spec = Mapping[str, Any]
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


def secrets_in(spec: Spec) -> frozenset[str]:
    """Names of the Secrets in a pod spec; they lie in the pod's namespace."""
    names = {*_of_containers(spec), *_of_volumes(spec)}
    names |= {str(entry.get("name") or "") for entry in spec.get("imagePullSecrets") or []}
    return frozenset(names - {""})


def _of_containers(spec: Spec) -> Iterator[str]:
    for group in CONTAINERS:
        for container in spec.get(group) or []:
            for entry in container.get("envFrom") or []:
                yield _name(entry, "secretRef", "name")
            for entry in container.get("env") or []:
                yield _name(entry.get("valueFrom") or {}, "secretKeyRef", "name")


def _of_volumes(spec: Spec) -> Iterator[str]:
    for volume in spec.get("volumes") or []:
        yield _name(volume, "secret", "secretName")
        yield _name(volume.get("csi") or {}, "nodePublishSecretRef", "name")
        for source in (volume.get("projected") or {}).get("sources") or []:
            yield _name(source, "secret", "name")


def _name(entry: Spec, reference: str, field: str) -> str:
    return str((entry.get(reference) or {}).get(field) or "")
