# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every example of the Kubernetes modules does what it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import COLLECTIONS, apply_objects
from kube.controllers import Controllers
from kube.objects import Object, config_map, namespace_of, workload
from kube.playbook import MODULE, Task, examples, play, task, write
from kube.server import KubeServer
from kube.writes import write_status

OVERLAY = "k8s/services/blog/overlays/lab"
GATEWAYS = "gateway.networking.k8s.io"
# What is ours in the Deployment of an example: not its replicas.
WEB = workload("Deployment", "default", "shop")
TEMPLATE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: policy, namespace: blog}
data: {from: "{{ inventory_hostname }}"}
"""
CHART = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: {{ .Values.image }}}]}
"""


def custom(group: str, kind: str, **annotations: str) -> Object:
    """A CustomResourceDefinition with any content and a status."""
    plural = f"{kind.lower()}s"
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {
        "name": "v1",
        "served": True,
        "storage": True,
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": anything},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}", "annotations": annotations},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.lower()},
            "versions": [version],
        },
    }


@pytest.fixture
def folder(tmp_path: Path, server: KubeServer) -> Path:
    """The files that the examples name, at home with a kubeconfig."""
    write(
        tmp_path,
        {
            "build/istio.yaml": [namespace_of("istio-system"), config_map("istio-system")],
            "build/values.yml": {"image": "registry.example/web:1", "replicas": 1},
            "build/web.yaml": WEB,
            "build/database.yaml": database(),
            "templates/policies.yml.j2": TEMPLATE,
            "charts/web/Chart.yaml": {"apiVersion": "v2", "name": "web", "version": "0.1.0"},
            "charts/web/templates/web.yaml": CHART,
            f"{OVERLAY}/kustomization.yaml": {"resources": ["all.yaml"]},
            f"{OVERLAY}/all.yaml": [namespace_of("blog"), config_map("blog", "overlay")],
        },
    )
    (tmp_path / ".kube").mkdir()
    shutil.copy(server.kubeconfig(), tmp_path / ".kube/config")
    shutil.copy(server.folder / "server.crt", tmp_path / ".kube")
    return tmp_path


def database() -> Object:
    """An object whose operator has its own words for being ready."""
    metadata = {"name": "main", "namespace": "default"}
    return {"apiVersion": "example.com/v1", "kind": "Database", "metadata": metadata}


def run(client: Any, folder: Path, tasks: list[Task]) -> str:
    """Run tasks where controllers work."""
    with Controllers(client):
        return play(folder, tasks, environ={"HOME": str(folder)})


def get(client: Any, kind: str, namespace: str, name: str) -> Any:
    api_version = "apps/v1" if kind == "Deployment" else "v1"
    return client.get(client.find(api_version, kind), namespace, name)


def test_examples_of_k8s_apply(client: Any, folder: Path) -> None:
    edited = workload("Deployment", "default", "shop")
    edited["spec"]["replicas"] = 5
    edited["spec"]["template"]["spec"]["containers"][0]["image"] = "registry.example/web:edited"
    # Ours first: then somebody else takes over the image and sets the replicas.
    apply_objects(client, [WEB])
    apply_objects(client, [edited], manager="editor", force=True)
    tasks = examples("k8s_apply")
    count = len(tasks)
    text = run(client, folder, tasks)
    assert f"ok={count}    changed={count}" in text
    shop = get(client, "Deployment", "default", "shop")
    assert shop["spec"]["replicas"] == 5
    container = shop["spec"]["template"]["spec"]["containers"][0]
    assert container["image"] == "registry.example/web:1"
    assert get(client, "Deployment", "default", "web")["spec"]["replicas"] == 2
    assert get(client, "ConfigMap", "istio-system", "settings")
    assert get(client, "Namespace", "", "blog") is None


def test_examples_of_k8s_wait(client: Any, folder: Path) -> None:
    public: Object = {"metadata": {"name": "public", "namespace": "istio-ingress"}}
    gateway = {"apiVersion": f"{GATEWAYS}/v1", "kind": "Gateway", **public}
    service = {"apiVersion": "v1", "kind": "Service", **public, "spec": {"ports": [{"port": 80}]}}
    service["spec"]["type"] = "LoadBalancer"
    objects = [
        custom(GATEWAYS, "Gateway", **{"api-approved.kubernetes.io": "unapproved, a test"}),
        custom("example.com", "Database"),
        namespace_of("istio-ingress"),
        gateway,
        service,
        workload("Deployment", "istio-ingress", "public-gateway"),
        database(),
    ]
    apply_objects(client, objects)
    programmed = {"type": "Programmed", "status": "True", "observedGeneration": 1}
    write_status(client, gateway, {"conditions": [programmed]})
    write_status(client, service, {"loadBalancer": {"ingress": [{"hostname": "lb.example"}]}})
    write_status(client, database(), {"conditions": [{"type": "Backup", "status": "True"}]})
    tasks = examples("k8s_wait")
    assert f"ok={len(tasks)}    changed=0" in run(client, folder, tasks)


def test_examples_of_k8s_drift_info(client: Any, folder: Path) -> None:
    tasks = examples("k8s_drift_info")
    asked = [entry[name] for entry in tasks if (name := MODULE.format("k8s_drift_info")) in entry]
    before = [task("k8s_apply", arguments) for arguments in asked]
    text = run(client, folder, [*before, *tasks])
    assert f"ok={len(before) + len(tasks)} " in text


def test_examples_of_k8s_access_info(client: Any, folder: Path) -> None:
    tasks = examples("k8s_access_info")
    assert f"ok={len(tasks)} " in run(client, folder, tasks)


def test_every_module_has_examples_that_run() -> None:
    folder = COLLECTIONS / "ansible_collections/cloudnative/platform/plugins/modules"
    modules = {path.stem for path in folder.glob("k8s_*.py")}
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*examples.py"))
    assert set(re.findall(r"^def test_examples_of_(\w+)", tests, re.MULTILINE)) == modules
