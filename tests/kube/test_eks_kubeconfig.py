# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""From the EKS API to a kubeconfig whose tokens the lab's verifier takes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml

from kube.conftest import COLLECTIONS

REGION, CLUSTER, KEY = "ap-northeast-2", "blue", "SECRETKEYCANARY"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An emulated AWS with one EKS cluster, in a process of its own."""
    log = tmp_path_factory.mktemp("moto") / "log"
    program = str(Path(sys.executable).with_name("moto_server"))
    with log.open("w") as out:
        server = subprocess.Popen([program, "-p", "0"], stdout=out, stderr=subprocess.STDOUT)
    try:
        url = _address(log)
        _make_cluster(url)
        yield url
    finally:
        server.kill()
        server.wait()


def _address(log: Path) -> str:
    """Where the server says that it listens."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            return found.group()
        time.sleep(0.1)
    raise AssertionError(f"moto does not listen: {log.read_text()}")


def _make_cluster(url: str) -> None:
    eks = boto3.client(
        "eks",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="AKID",
        aws_secret_access_key=KEY,
    )
    eks.create_cluster(
        name=CLUSTER,
        roleArn="arn:aws:iam::123456789012:role/eks",
        resourcesVpcConfig={"subnetIds": ["subnet-1", "subnet-2"]},
    )


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    path = tmp_path / "credentials"
    path.write_text(f"[default]\naws_access_key_id = AKID\naws_secret_access_key = {KEY}\n")
    return path


def module(folder: Path, arguments: dict[str, Any], *options: str) -> tuple[dict[str, Any], str]:
    """Run the module by Ansible; its result and all output."""
    environment = os.environ | {
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_CONFIG": "/etc/ansible/ansible.cfg",
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_LOAD_CALLBACK_PLUGINS": "1",
        "ANSIBLE_STDOUT_CALLBACK": "ansible.builtin.minimal",
    }
    program = str(Path(sys.executable).with_name("ansible"))
    done = subprocess.run(
        [
            program,
            "localhost",
            "-m",
            "cloudnative.platform.eks_kubeconfig",
            "-a",
            json.dumps(arguments),
            *options,
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    text = done.stdout + done.stderr
    result, _ = json.JSONDecoder().raw_decode(done.stdout[done.stdout.index("=> {") + 3 :])
    return result, text


def arguments_for(folder: Path, endpoint: str, credentials: Path) -> dict[str, Any]:
    return {
        "cluster": CLUSTER,
        "region": REGION,
        "endpoint_url": endpoint,
        "credentials_file": str(credentials),
        "path": str(folder / "kube" / "kubeconfig"),
    }


def test_kubeconfig_is_written_once_and_its_token_is_good(
    endpoint: str, credentials: Path, tmp_path: Path
) -> None:
    arguments = arguments_for(tmp_path, endpoint, credentials)
    path = Path(arguments["path"])
    assert module(tmp_path, arguments, "--check")[0]["changed"]
    assert not path.exists()
    assert module(tmp_path, arguments)[0]["changed"]
    assert not module(tmp_path, arguments)[0]["changed"]
    assert path.stat().st_mode & 0o777 == 0o600
    plugin = yaml.safe_load(path.read_text())["users"][0]["user"]["exec"]
    answer = subprocess.check_output([plugin["command"], *plugin["args"]], text=True)
    token = json.loads(answer)["status"]["token"]
    assert token_is_taken(token, CLUSTER, endpoint)
    assert not token_is_taken(token, "another-cluster", endpoint)
    # The token that is kept now changes nothing for the module, and does not show.
    result, text = module(tmp_path, arguments, "-vvvv", "--diff")
    assert not result["changed"]
    assert token not in text
    assert KEY not in text


def test_address_that_moved_is_a_change(endpoint: str, credentials: Path, tmp_path: Path) -> None:
    arguments = arguments_for(tmp_path, endpoint, credentials)
    module(tmp_path, arguments)
    path = Path(arguments["path"])
    document = yaml.safe_load(path.read_text())
    document["clusters"][0]["cluster"]["server"] = "https://moved.example"
    path.write_text(yaml.safe_dump(document))
    result, text = module(tmp_path, arguments, "--diff")
    assert result["changed"]
    assert "-    server: https://moved.example" in text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cluster": "green"}, "has no EKS cluster green"),
        ({"credentials_file": "/nonexistent"}, "no AWS credentials in /nonexistent"),
        ({"endpoint_url": "http://127.0.0.1:1"}, "cannot ask http://127.0.0.1:1"),
        ({"profile": "nobody"}, "nobody"),
    ],
)
def test_faults_are_named(
    endpoint: str, credentials: Path, tmp_path: Path, change: dict[str, str], says: str
) -> None:
    result, _ = module(tmp_path, arguments_for(tmp_path, endpoint, credentials) | change)
    assert says in result["msg"]
    assert not (tmp_path / "kube").exists()


def token_is_taken(token: str, cluster: str, endpoint: str) -> bool:
    """Whether the verifier of the lab's API server takes a token for a cluster."""
    from platform_lab.cloud.identity import KeyOwner, Principal
    from platform_lab.cloud.token import TokenError, sts_origins, verify

    principal = Principal("arn:aws:iam::123456789012:user/me", "AIDA", "123456789012", "AKID")
    try:
        verify(
            token,
            cluster,
            sts_origins(REGION, endpoint),
            lambda key, session: KeyOwner(principal, KEY),
            datetime.now(UTC),
        )
    except TokenError:
        return False
    return True
