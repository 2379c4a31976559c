# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Every example of the modules of secrets does what it says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kube.conftest import apply_objects
from kube.controller_manager import ControllerManager
from kube.objects import namespace_of, workload
from kube.playbook import Task, examples, play
from kube.rotation import using
from kube.secrets_manager import SecretsManager
from kube.server import KubeServer

REMOTE = "cloudnative-production"
BY_VARIABLE = {"name": "A", "valueFrom": {"secretKeyRef": {"name": "database", "key": "password"}}}


class Home:
    """Where the examples find a cluster and AWS without being told."""

    def __init__(self, folder: Path, server: KubeServer, aws: SecretsManager):
        self.folder = folder
        (folder / ".kube").mkdir()
        shutil.copy(server.kubeconfig(), folder / ".kube/config")
        shutil.copy(server.folder / "server.crt", folder / ".kube")
        self.environ = {
            "HOME": str(folder),
            "AWS_ENDPOINT_URL": aws.url,
            "AWS_SHARED_CREDENTIALS_FILE": str(aws.credentials),
        }

    def play(self, *tasks: Task) -> str:
        """Run tasks."""
        return play(self.folder, tasks, environ=self.environ)


@pytest.fixture
def home(tmp_path: Path, server: KubeServer, aws: SecretsManager, client: Any) -> Iterator[Home]:
    """The namespaces and the values that the examples name."""
    aws.put(f"{REMOTE}/database/blog", {"blog": "first"})
    aws.put(f"{REMOTE}/shop", {"colour": "red", "size": "4"})
    aws.put(f"{REMOTE}/registry", '{"auths": {}}')
    for name in ("blog", "shop"):
        if client.get(client.find("v1", "Namespace"), "", name) is None:
            client.create(namespace_of(name))
    yield Home(tmp_path, server, aws)
    deployments = client.find("apps/v1", "Deployment")
    if client.get(deployments, "blog", "web"):
        client.delete(deployments, "blog", "web")


def secrets(client: Any, namespace: str) -> dict[str, set[str]]:
    """The Secrets of a namespace and their keys."""
    found = client.list_objects(client.find("v1", "Secret"), namespace)
    return {body["metadata"]["name"]: set(body["data"]) for body in found}


def test_examples_of_k8s_secret_sync(home: Home, client: Any) -> None:
    blog, shop, gone = examples("k8s_secret_sync")
    assert "ok=2    changed=2" in home.play(blog, shop)
    assert secrets(client, "blog") == {"database": {"password"}}
    assert secrets(client, "shop") == {
        "settings": {"colour", "size"},
        "registry": {".dockerconfigjson"},
    }
    assert "ok=1    changed=1" in home.play(gone)
    assert secrets(client, "shop") == {}
    assert "database" in secrets(client, "blog")


def test_examples_of_k8s_secret_rollout(
    home: Home, client: Any, aws: SecretsManager, server: KubeServer
) -> None:
    [blog, *_] = examples("k8s_secret_sync")
    [rollout] = examples("k8s_secret_rollout")
    (module,) = (key for key in blog if "." in key)
    # Somebody else's sync, which restarts nothing.
    sync = blog | {module: blog[module] | {"restart": False}}
    with ControllerManager(server, client):
        home.play(sync)
        web = using(workload("Deployment", "blog"), {"containers": {"env": [BY_VARIABLE]}})
        apply_objects(client, [web], wait=True, wait_timeout=60.0)
        assert "ok=1    changed=0" in home.play(rollout)
        aws.put(f"{REMOTE}/database/blog", {"blog": "second"})
        home.play(sync)
        assert "ok=1    changed=1" in home.play(rollout)
        assert "ok=1    changed=0" in home.play(rollout)
