"""Which Secrets a pod spec takes."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._secrets.uses import secrets_in

NAME = {"name": "found"}
SPECS: dict[str, dict[str, Any]] = {
    "variable": {"containers": [{"env": [{"valueFrom": {"secretKeyRef": {**NAME, "key": "a"}}}]}]},
    "all variables": {"containers": [{"envFrom": [{"secretRef": NAME}]}]},
    "init container": {"initContainers": [{"envFrom": [{"secretRef": NAME}]}]},
    "debugging container": {"ephemeralContainers": [{"envFrom": [{"secretRef": NAME}]}]},
    "optional": {"containers": [{"envFrom": [{"secretRef": {**NAME, "optional": True}}]}]},
    "volume": {"volumes": [{"secret": {"secretName": "found"}}]},
    "projected": {"volumes": [{"projected": {"sources": [{"secret": NAME}]}}]},
    "driver": {"volumes": [{"csi": {"nodePublishSecretRef": NAME}}]},
    "pull": {"imagePullSecrets": [NAME]},
}


@pytest.mark.parametrize("case", SPECS)
def test_every_way_to_use_a_secret_is_found(case: str) -> None:
    assert secrets_in(SPECS[case]) == {"found"}


def test_all_of_a_pod_are_found() -> None:
    named = {"containers": [{"envFrom": [{"secretRef": {"name": "another"}}]}]}
    assert secrets_in(SPECS["volume"] | named) == {"found", "another"}


def test_what_is_no_secret_is_not_found() -> None:
    spec = {
        "containers": [
            {
                "env": [
                    {"name": "A", "value": "found"},
                    {"valueFrom": {"configMapKeyRef": NAME}},
                    {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                ],
                "envFrom": [{"configMapRef": NAME}],
            }
        ],
        "volumes": [
            {"configMap": NAME},
            {"projected": {"sources": [{"configMap": NAME}, {"serviceAccountToken": {}}]}},
            {"emptyDir": {}},
        ],
        "imagePullSecrets": None,
    }
    assert secrets_in(spec) == frozenset()
