# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""AWS Secrets Manager in this process, and runs of the modules that read it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from kube.process import result_of, start_module

REGION = "ap-northeast-2"


class SecretsManager:
    """A server on loopback that takes any key."""

    def __init__(self, url: str, folder: Path):
        self.url = url
        self.credentials = folder / "credentials"
        self.credentials.write_text(
            "[default]\naws_access_key_id = key\naws_secret_access_key = none\n"
        )
        make: Any = boto3.client
        self.client = make(
            "secretsmanager",
            endpoint_url=url,
            region_name=REGION,
            aws_access_key_id="key",
            aws_secret_access_key="none",
        )

    @property
    def access(self) -> dict[str, str]:
        """Arguments of a module that say where this is."""
        file = str(self.credentials)
        return {"region": REGION, "endpoint_url": self.url, "credentials_file": file}

    def put(self, name: str, value: str | bytes | dict[str, Any]) -> None:
        """Give a secret a value; a dictionary is written as JSON."""
        text = json.dumps(value) if isinstance(value, dict) else value
        kind = "SecretBinary" if isinstance(text, bytes) else "SecretString"
        try:
            self.client.put_secret_value(SecretId=name, **{kind: text})
        except self.client.exceptions.ResourceNotFoundException:
            self.client.create_secret(Name=name, **{kind: text})

    def get(self, name: str) -> str:
        """The value of a secret."""
        return str(self.client.get_secret_value(SecretId=name)["SecretString"])

    def start(
        self, kubeconfig: Path, secrets: list[dict[str, Any]], **more: Any
    ) -> subprocess.Popen[str]:
        """Start ``k8s_secret_sync``; it waits for nothing unless told to."""
        arguments = {"kubeconfig": str(kubeconfig), "secrets": secrets, "wait": False}
        return start_module("k8s_secret_sync", arguments | self.access | more)

    def sync(self, kubeconfig: Path, secrets: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        """Run ``k8s_secret_sync``."""
        return result_of(self.start(kubeconfig, secrets, **more))


@contextmanager
def secrets_manager(folder: Path) -> Iterator[SecretsManager]:
    """A running one."""
    os.environ.setdefault("MOTO_ACCOUNT_ID", "123456789012")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield SecretsManager(f"http://{host}:{port}", folder)
    finally:
        server.stop()


def single(namespace: str, name: str, remote: str, property: str = "") -> dict[str, Any]:
    """A Secret with one value under the key ``password``."""
    value = {"key": "password", "remote": remote} | ({"property": property} if property else {})
    return {"namespace": namespace, "name": name, "data": [value]}
