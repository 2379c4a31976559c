# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The role policies refuses nothing that the platform itself runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.manifests import (
    allow_to_everywhere,
    pod,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.proofs import (
    restricted_enforced,
)

from kube.admission import DIGEST, FIELDS, NAMESPACE, REGISTRY, workload
from kube.admission_cases import with_image
from kube.conftest import connect
from kube.guarded import ROOT, Says, refusal_of, run, until
from kube.objects import Object
from kube.server import KubeServer, binary


def overlays() -> list[Object]:
    """Workloads of the services as the lab runs them, in the namespace of this test."""
    kustomize = binary("kustomize", "kustomize")
    found = []
    for folder in sorted((ROOT / "k8s/services").glob("*/overlays/lab")):
        done = subprocess.run([kustomize, "build", folder], capture_output=True, check=True)
        found += [body for body in yaml.safe_load_all(done.stdout) if body["kind"] in FIELDS]
    return found


def test_the_services_are_admitted_as_they_are(says: Says) -> None:
    bodies = overlays()
    assert len(bodies) >= 2
    for body in bodies:
        body["metadata"]["namespace"] = NAMESPACE
        spec = body["spec"]["template"]["spec"]
        for one in spec["containers"] + spec.get("initContainers", []):
            # As the role microservices names the images of our own.
            one["image"] = one["image"] if "/" in one["image"] else f"{REGISTRY}/{one['image']}:1"
        assert says(body) == "", body["metadata"]["name"]


@pytest.mark.parametrize("template", ["probes.yml.j2", "callers.yml.j2"])
def test_the_pods_of_proofs_are_admitted(
    guarded: KubeServer, says: Says, tmp_path: Path, template: str
) -> None:
    for name in ("templates", "files"):
        shutil.copytree(ROOT / "roles/verify" / name, tmp_path / name)
    copy = {
        "content": f"{{{{ lookup('ansible.builtin.template', '{template}') }}}}",
        "dest": str(tmp_path / "made.yml"),
    }
    run(
        guarded,
        tmp_path,
        {"name": "Render", "ansible.builtin.copy": copy},
        verify_probe_image="docker.io/library/python:3.11-slim-bookworm",
        verify_service_namespaces=[NAMESPACE],
        verify_service_graph=str(tmp_path / "graph.yml"),
    )
    bodies = [body for body in yaml.safe_load_all((tmp_path / "made.yml").read_text()) if body]
    ours = [body for body in bodies if body["metadata"].get("namespace") == NAMESPACE]
    assert "StatefulSet" in {body["kind"] for body in ours}
    for body in ours:
        assert says(body) == "", body["metadata"]["name"]


def test_what_the_proofs_themselves_make_is_admitted(says: Says) -> None:
    assert says(pod("verify-harmless", NAMESPACE, restricted_enforced.IMAGE)) == ""
    assert says(allow_to_everywhere(NAMESPACE)) == ""


def test_production_wants_digests_of_our_own_images(guarded: KubeServer, tmp_path: Path) -> None:
    says = refusal_of(connect(guarded.kubeconfig()))
    tagged = workload("Deployment", with_image(f"{REGISTRY}/blog:4f1c2d7"))
    run(guarded, tmp_path, policies_require_digests=True)
    until(lambda: says(tagged) != "")
    assert f"main ({REGISTRY}/blog:4f1c2d7) has no digest, without which a tag" in says(tagged)
    assert says(workload("Deployment", with_image(f"{REGISTRY}/blog:4f1c2d7{DIGEST}"))) == ""
    assert says(workload("Deployment", with_image("docker.io/library/postgres:15-bookworm"))) == ""
    run(guarded, tmp_path)
    until(lambda: says(tagged) == "")
