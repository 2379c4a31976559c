# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The role policies, applied again after the API server's own controller has had its say."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from kube.guarded import run
from kube.server import KubeServer, binary

GROUP = "admissionregistration.k8s.io/v1"
KINDS = ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")


def metadata(client: Any) -> dict[str, Any]:
    """Of all policies and bindings, with version and managed fields."""
    bodies = [body for kind in KINDS for body in client.list_objects(client.find(GROUP, kind))]
    return {f"{body['kind']} {body['metadata']['name']}": body["metadata"] for body in bodies}


def observe(server: KubeServer, name: str) -> None:
    """Write the status as kube-controller-manager does, which does not run here."""
    command = [binary("kubectl", "kubernetes"), f"--kubeconfig={server.kubeconfig()}", "apply"]
    command += ["--server-side", "--subresource=status", "-f", "-"]
    command += ["--field-manager=validatingadmissionpolicy-status"]
    status = {"observedGeneration": 1, "typeChecking": {}}
    body = {"apiVersion": GROUP, "kind": KINDS[0], "metadata": {"name": name}, "status": status}
    subprocess.run(command, input=json.dumps(body), text=True, check=True, capture_output=True)


def test_policies_that_were_checked_are_not_written_again(
    server: KubeServer, client: Any, tmp_path: Path
) -> None:
    run(server, tmp_path)
    for name in {name.split()[1] for name in metadata(client)}:
        observe(server, name)
    before = metadata(client)
    assert "changed=0" in run(server, tmp_path)
    assert metadata(client) == before
    assert len(before) == 8
