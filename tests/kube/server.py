# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A bare Kubernetes API server on loopback: etcd and kube-apiserver, ready in seconds."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from ssl import VERIFY_X509_STRICT, create_default_context
from typing import Any

import yaml

from kube.certificate import write_certificate

# A folder with the binaries; without it they come from the artifact cache.
BINARIES = "PLATFORM_KUBE_BINARIES"
ADMIN, NOBODY = "token-of-admin", "token-of-nobody"
START_TIMEOUT = 60.0


class MissingBinaries(Exception):
    """The binaries are not there and could not be built."""


def binary(name: str, artifact: str) -> str:
    """Path of a server binary, from the folder in the environment or from the artifact cache."""
    folder = os.environ.get(BINARIES)
    path = Path(folder) / name if folder else _built(artifact) / "bin" / name
    if not path.is_file():
        raise MissingBinaries(f"{path} does not exist")
    return str(path)


def _built(name: str) -> Path:
    """The folder of an artifact; builds it if the cache does not have it."""
    from platform_lab.build import artifact
    from platform_lab.errors import LabError

    try:
        return artifact(name)
    except LabError:
        command = [sys.executable, "-m", "platform_lab", "build", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingBinaries(done.stderr[-3000:]) from None
        return artifact(name)


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def encode(text: str) -> str:
    """A key as etcd's JSON API wants it."""
    return base64.b64encode(text.encode()).decode()


@dataclass
class KubeServer:
    """etcd and kube-apiserver with their state in one folder."""

    folder: Path
    etcd_port: int = field(default_factory=free_port)
    peer_port: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    etcd: subprocess.Popen[bytes] | None = None
    api: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start both and return when the API answers. Raises MissingBinaries, RuntimeError."""
        etcd = binary("etcd", "etcd")
        binary("kube-apiserver", "kubernetes")
        write_certificate(self.folder)
        (self.folder / "tokens.csv").write_text(
            f'{ADMIN},admin,1,"system:masters"\n{NOBODY},nobody,2\n'
        )
        client, peer = (f"http://127.0.0.1:{port}" for port in (self.etcd_port, self.peer_port))
        self.etcd = self._spawn(
            "etcd",
            etcd,
            f"--data-dir={self.folder}/etcd",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--log-level=error",
        )
        self.start_api()

    def start_api(self) -> None:
        """Start kube-apiserver on its port and wait until it is ready."""
        certificate, key = self.folder / "server.crt", self.folder / "server.key"
        self.api = self._spawn(
            "kube-apiserver",
            binary("kube-apiserver", "kubernetes"),
            f"--etcd-servers=http://127.0.0.1:{self.etcd_port}",
            "--bind-address=127.0.0.1",
            f"--secure-port={self.port}",
            "--advertise-address=127.0.0.1",
            "--endpoint-reconciler-type=none",
            f"--tls-cert-file={certificate}",
            f"--tls-private-key-file={key}",
            f"--token-auth-file={self.folder}/tokens.csv",
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/16",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://test",
            # Nothing runs that would make the account which this plugin waits for.
            "--disable-admission-plugins=ServiceAccount",
        )
        deadline = time.monotonic() + START_TIMEOUT
        while not self.is_ready():
            if self.api.poll() is not None or time.monotonic() > deadline:
                log = (self.folder / "kube-apiserver.log").read_text()[-3000:]
                raise RuntimeError(f"kube-apiserver did not become ready:\n{log}")
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Whether /readyz answers ok."""
        context = create_default_context(cafile=str(self.folder / "server.crt"))
        context.verify_flags &= ~VERIFY_X509_STRICT
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context))
        opener.addheaders = [("Authorization", f"Bearer {ADMIN}")]
        try:
            with opener.open(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill_api(self) -> None:
        """SIGKILL, as a crash."""
        if self.api and self.api.poll() is None:
            self.api.send_signal(signal.SIGKILL)
            self.api.wait()

    def stop(self) -> None:
        """End both and remove their state."""
        self.kill_api()
        if self.etcd and self.etcd.poll() is None:
            self.etcd.kill()
            self.etcd.wait()
        shutil.rmtree(self.folder / "etcd", ignore_errors=True)

    def kubeconfig(self, token: str = ADMIN, name: str = "kubeconfig") -> Path:
        """Write a kubeconfig for a token and return its path."""
        path = self.folder / name
        path.write_text(
            yaml.safe_dump(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "test",
                    "clusters": [
                        {
                            "name": "test",
                            "cluster": {
                                "server": self.url,
                                "certificate-authority": "server.crt",
                            },
                        }
                    ],
                    "users": [{"name": "test", "user": {"token": token}}],
                    "contexts": [{"name": "test", "context": {"cluster": "test", "user": "test"}}],
                }
            )
        )
        return path

    def revision(self) -> int:
        """The revision of etcd: it moves with every write to the cluster."""
        return int(self._ask_etcd({"key": encode("/"), "count_only": True})["header"]["revision"])

    def written_since(self, revision: int, word: str) -> list[str]:
        """Keys with ``word`` in them that were written after a revision.

        The server writes keys of its own all the time, so the revision alone proves nothing.
        """
        answer = self._ask_etcd(
            {
                "key": encode("/registry/"),
                "range_end": encode("/registry0"),
                "min_mod_revision": revision + 1,
                "keys_only": True,
            }
        )
        keys = [base64.b64decode(entry["key"]).decode() for entry in answer.get("kvs") or []]
        return [key for key in keys if word in key]

    def _ask_etcd(self, question: dict[str, object]) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.etcd_port}/v3/kv/range"
        with urllib.request.urlopen(url, data=json.dumps(question).encode(), timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def _spawn(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )
