# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Mistakes of people: told clearly, and nothing of the set is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kube.kubeconfig import write_kubeconfig
from kube.objects import config_map, namespace_of
from kube.process import run_module
from kube.server import ADMIN, NOBODY, KubeServer, free_port


class Case:
    """A set of good objects in a folder, into which a test puts its mistake."""

    def __init__(self, server: KubeServer, folder: Path, name: str):
        self.server, self.folder, self.name = server, folder, name
        self.kubeconfig = server.kubeconfig()
        self.src = folder / "set"
        self.src.mkdir()
        self.write("a-good.yml", namespace_of(name), config_map(name, key="value"))

    def write(self, file: str, *bodies: Any) -> Path:
        """Write a manifest."""
        path = self.src / file
        path.write_text(yaml.safe_dump_all(bodies))
        return path

    def fails(self, **arguments: Any) -> str:
        """Run the module; its message, after a look into etcd."""
        before = self.server.revision()
        given = {"kubeconfig": str(self.kubeconfig), "src": [str(self.src)], "retry_timeout": 1.0}
        for check in (True, False):
            result = run_module("k8s_apply", {**given, **arguments, "_ansible_check_mode": check})
            assert result["failed"]
            assert not result.get("changed")
            assert "Traceback" not in str(result)
        assert self.server.written_since(before, self.name) == []
        message: str = result["msg"]
        return message


@pytest.fixture
def case(server: KubeServer, tmp_path: Path, name: str) -> Case:
    return Case(server, tmp_path, name)


def test_missing_kubeconfig(case: Case) -> None:
    assert "/nonexistent/kubeconfig does not exist" in case.fails(
        kubeconfig="/nonexistent/kubeconfig"
    )


def test_kubeconfig_that_is_not_yaml(case: Case) -> None:
    path = case.folder / "config"
    path.write_text("clusters: [\n")
    message = case.fails(kubeconfig=str(path))
    assert "not valid YAML" in message
    assert str(path) in message


def test_context_that_is_not_there(case: Case) -> None:
    message = case.fails(context="production")
    assert "has no context 'production'; it has: test" in message


def test_certificate_that_is_none(case: Case) -> None:
    cluster = {"server": case.server.url, "certificate-authority-data": "bm8gUEVN"}
    path = write_kubeconfig(case.folder / "config", cluster, {"token": ADMIN})
    message = case.fails(kubeconfig=str(path))
    assert "CA is not usable" in message
    assert str(path) in message


def test_key_that_does_not_fit(case: Case) -> None:
    one, _ = case.server.authority.issue(case.folder, "alice")
    _, other = case.server.authority.issue(case.folder, "bob")
    cluster = {
        "server": case.server.url,
        "certificate-authority": str(case.server.folder / "server.crt"),
    }
    user = {"client-certificate": str(one), "client-key": str(other)}
    path = write_kubeconfig(case.folder / "config", cluster, user)
    assert "client certificate and key do not fit" in case.fails(kubeconfig=str(path))


def test_server_that_is_not_there(case: Case) -> None:
    url = f"https://127.0.0.1:{free_port()}"
    case.kubeconfig = case.server.kubeconfig(name="nobody-listens", url=url)
    message = case.fails()
    assert f"cannot reach the API server {url}" in message
    assert str(case.kubeconfig) in message


def test_expired_token(case: Case) -> None:
    case.kubeconfig = case.server.kubeconfig("token-that-expired", "expired")
    message = case.fails()
    assert "401" in message
    assert str(case.kubeconfig) in message
    assert "token-that-expired" not in message


def test_forbidden_verb(case: Case) -> None:
    case.kubeconfig = case.server.kubeconfig(NOBODY, "nobody")
    message = case.fails()
    assert 'user "nobody" cannot get resource' in message


def test_unknown_kind(case: Case) -> None:
    path = case.write("b-bad.yml", config_map(case.name) | {"kind": "ConfigMop"})
    message = case.fails()
    assert f"{path}:1" in message
    assert "does not know ConfigMop in v1: did you mean ConfigMap?" in message


def test_invalid_yaml(case: Case) -> None:
    path = case.src / "b-bad.yml"
    path.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: [broken\ndata: {}\n")
    message = case.fails()
    assert f"{path}:5" in message
    assert "not valid YAML" in message


def test_object_without_a_name(case: Case) -> None:
    path = case.write(
        "b-bad.yml", namespace_of("x"), {"apiVersion": "v1", "kind": "Secret", "metadata": {}}
    )
    assert f"{path}:6: Secret has no metadata.name" in case.fails()


def test_object_that_is_given_twice(case: Case) -> None:
    second = case.write("b-bad.yml", config_map(case.name, key="other"))
    message = case.fails()
    assert f"ConfigMap {case.name}/settings is given twice" in message
    assert f"{case.src}/a-good.yml:" in message
    assert f"{second}:1" in message


def test_file_that_is_not_there(case: Case) -> None:
    missing = str(case.folder / "missing.yml")
    assert f"{missing} does not exist" in case.fails(src=[str(case.src), missing])
