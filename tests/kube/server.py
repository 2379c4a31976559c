# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A bare Kubernetes API server on loopback: etcd and kube-apiserver, ready in seconds."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from ssl import VERIFY_X509_STRICT, create_default_context

from kube.certificate import Authority, write_certificate
from kube.etcd import Keys
from kube.kubeconfig import write_kubeconfig
from support.artifacts import MissingArtifact, built

# A folder with the binaries; without it they come from the artifact cache.
BINARIES = "PLATFORM_KUBE_BINARIES"
ADMIN, NOBODY, WORKER = "token-of-admin", "token-of-nobody", "token-of-worker"
START_TIMEOUT = 180.0


def binary(name: str, artifact: str) -> str:
    """Path of a server binary, from the folder in the environment or from the artifact cache."""
    folder = os.environ.get(BINARIES)
    path = Path(folder) / name if folder else built(artifact) / "bin" / name
    if not path.is_file():
        raise MissingArtifact(f"{path} does not exist")
    return str(path)


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class KubeServer:
    """etcd and kube-apiserver with their state in one folder.

    ``flags``: more flags for kube-apiserver. The administrator's token is ADMIN; NOBODY and
    WORKER may do nothing until a test binds a role to their users ``nobody`` and ``worker``.
    """

    folder: Path
    flags: tuple[str, ...] = ()
    etcd_port: int = field(default_factory=free_port)
    peer_port: int = field(default_factory=free_port)
    port: int = field(default_factory=free_port)
    etcd: subprocess.Popen[bytes] | None = None
    api: subprocess.Popen[bytes] | None = None
    # Certificates that it issues are taken for the user of their common name.
    authority: Authority = field(default_factory=Authority)

    @property
    def keys(self) -> Keys:
        """What etcd holds."""
        return Keys(self.etcd_port)

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"https://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start both and return when the API answers. Raises MissingArtifact, RuntimeError."""
        binary("kube-apiserver", "kubernetes")
        write_certificate(self.folder)
        (self.folder / "callers.crt").write_text(self.authority.pem)
        (self.folder / "tokens.csv").write_text(
            f'{ADMIN},admin,1,"system:masters"\n{NOBODY},nobody,2\n{WORKER},worker,3\n'
        )
        self.start_etcd()
        self.start_api()

    def start_etcd(self) -> None:
        """Start etcd on its port, on what it has written before."""
        client, peer = (f"http://127.0.0.1:{port}" for port in (self.etcd_port, self.peer_port))
        self.etcd = self._spawn(
            "etcd",
            binary("etcd", "etcd"),
            f"--data-dir={self.folder}/etcd",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--log-level=error",
        )

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
            f"--client-ca-file={self.folder}/callers.crt",
            f"--token-auth-file={self.folder}/tokens.csv",
            "--authorization-mode=RBAC",
            "--service-cluster-ip-range=10.96.0.0/16",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://test",
            # Nothing runs that would make the account which this plugin waits for.
            "--disable-admission-plugins=ServiceAccount",
            *self.flags,
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
        _kill(self.api)

    def kill_etcd(self) -> None:
        """SIGKILL, as a crash."""
        _kill(self.etcd)

    def stop(self) -> None:
        """End both and remove their state."""
        self.kill_api()
        self.kill_etcd()
        shutil.rmtree(self.folder / "etcd", ignore_errors=True)

    def kubeconfig(self, token: str = ADMIN, name: str = "kubeconfig", url: str = "") -> Path:
        """Write a kubeconfig for a token and return its path.

        ``url``: address of something in front of the server that shows its certificate.
        """
        cluster = {"server": url or self.url, "certificate-authority": "server.crt"}
        return write_kubeconfig(self.folder / name, cluster, {"token": token})

    def revision(self) -> int:
        """The revision of etcd: it moves with every write to the cluster."""
        return self.keys.revision()

    def written_since(self, revision: int, word: str) -> list[str]:
        """Keys with ``word`` in them that were written after a revision."""
        return self.keys.written_since(revision, word)

    def _spawn(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                command, stdout=log, stderr=log, cwd=self.folder, start_new_session=True
            )


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process and process.poll() is None:
        process.kill()
        process.wait()
