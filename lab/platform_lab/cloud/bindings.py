"""Gives the groups of EKS access policies their rights in the cluster.

EKS has an authorizer of its own for its policies; here the groups that a token brings are bound
to the roles that Kubernetes ships, as soon as a policy is associated.
"""

from __future__ import annotations

import base64
import json
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from platform_lab.cloud.access import AccessEntry, policy_groups
from platform_lab.errors import LabError

API_GROUP = "rbac.authorization.k8s.io"
TIMEOUT = 5.0
# Built into the API server, with no binding needed.
MASTERS = "system:masters"


def objects(entries: Iterable[AccessEntry]) -> list[dict[str, Any]]:
    """The bindings that the policies of these access entries need, without doubles."""
    found = {}
    for entry in entries:
        for policy in entry.policies.values():
            for group in policy_groups(policy):
                if group != MASTERS:
                    found[group] = _binding(group)
    return [found[group] for group in sorted(found)]


def _binding(group: str) -> dict[str, Any]:
    _, role, *namespace = group.split(":")
    where = {"namespace": namespace[0]} if namespace else {}
    return {
        "apiVersion": f"{API_GROUP}/v1",
        "kind": "RoleBinding" if namespace else "ClusterRoleBinding",
        "metadata": {"name": f"eks-access-policy:{role}", **where},
        "roleRef": {"apiGroup": API_GROUP, "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": API_GROUP, "kind": "Group", "name": group}],
    }


def apply(item: dict[str, Any], kubeconfig: Path) -> None:
    """Apply one binding to the cluster, as the administrator of a kubeconfig with certificates.

    Raises:
        LabError: the API server does not answer, or refuses it; a namespace may be missing.
    """
    meta = item["metadata"]
    place = f"namespaces/{meta['namespace']}/" if "namespace" in meta else ""
    path = f"/apis/{API_GROUP}/v1/{place}{item['kind'].lower()}s/{meta['name']}"
    try:
        server, context = _connection(kubeconfig)
        request = urllib.request.Request(  # noqa: S310 (the lab's own API server)
            f"{server}{path}?fieldManager=eks&force=true",
            data=json.dumps(item).encode(),
            method="PATCH",
            headers={"Content-Type": "application/apply-patch+yaml"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT, context=context):  # noqa: S310
            pass
    except (OSError, KeyError) as error:
        detail = error.read().decode() if isinstance(error, urllib.error.HTTPError) else ""
        raise LabError(f"{item['kind']} {meta['name']} not applied: {error} {detail}") from error


def _connection(kubeconfig: Path) -> tuple[str, ssl.SSLContext]:
    config = yaml.safe_load(kubeconfig.read_text())
    cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
    context = ssl.create_default_context(cadata=authority)
    # The ssl module reads a client's certificate from files only.
    with tempfile.NamedTemporaryFile() as file:
        for key in ("client-certificate-data", "client-key-data"):
            file.write(base64.b64decode(user[key]))
        file.flush()
        context.load_cert_chain(file.name)
    return cluster["server"], context
