"""Runs buildah with storage and settings of our own: nothing of the machine's is used."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from platform_lab import paths
from platform_lab.build import debian, shell
from platform_lab.images.registry import KEY_ANNOTATION, Registry

# The machine's trust anchors, for downloads through a proxy of its owner during a build.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# The quickest that containerd and buildah both read.
COMPRESSION = ("--compression-format", "zstd", "--compression-level", "3")


class Buildah:
    """Makes images and pushes them to one registry.

    Args:
        registry: answers for the names of all upstream registries.
        hosts: registry host names that may occur in a ``FROM``.
    """

    def __init__(self, registry: Registry, hosts: Sequence[str]) -> None:
        self._registry = registry
        self._folder = paths.cache_dir() / "images"
        self._folder.mkdir(exist_ok=True)
        (self._folder / "registries.conf").write_text(registries(registry.address, hosts))
        trust = {"default": [{"type": "insecureAcceptAnything"}]}
        (self._folder / "policy.json").write_text(json.dumps(trust))

    def build(
        self,
        part: str,
        reference: str,
        dockerfile: Path,
        context: Path,
        key: str,
        contexts: Mapping[str, Path],
        layers: bool = False,
        arguments: Mapping[str, str] | None = None,
        timestamp: int | None = None,
    ) -> None:
        """Build a Dockerfile.

        Args:
            part: names the log.
            reference: name and tag of the result.
            dockerfile: its path.
            context: folder that ``COPY`` copies from.
            key: content key to annotate the image with.
            contexts: folders for ``COPY --from=NAME``.
            layers: whether to keep each instruction's layer for the next build.
            arguments: values for ``ARG``.
            timestamp: when the image and all its files were made, in seconds since 1970, so that
                the same sources give the same image; None: now.
        """
        with self._for_downloads() as volumes:
            words = ["--isolation=chroot", "--network=host", "--tls-verify=false", *volumes]
            words += [f"--annotation={KEY_ANNOTATION}={key}", f"--layers={str(layers).lower()}"]
            words += [f"--build-context={name}={path}" for name, path in contexts.items()]
            words += [f"--build-arg={name}={value}" for name, value in (arguments or {}).items()]
            words += [f"--timestamp={timestamp}"] if timestamp is not None else []
            words += [f"--file={dockerfile}", f"--tag={reference}", str(context)]
            self._run(part, "build", *words, policy=True)

    def import_rootfs(self, part: str, reference: str, archive: Path, key: str) -> None:
        """Make an image of one layer from a root file system."""
        container = shell.output([*self._program(), "from", "scratch"], env=self._env()).strip()
        try:
            self._run(part, "add", container, str(archive), "/")
            self._run(
                part, "config", "--cmd", "bash", f"--annotation={KEY_ANNOTATION}={key}", container
            )
            self._run(part, "commit", container, reference, policy=True)
        finally:
            self._run(part, "rm", container)

    def push(self, part: str, reference: str, name: str, tag: str) -> None:
        """Push a local image to the registry, under its upstream name without the host."""
        target = f"docker://{self._registry.reference(name, tag)}"
        words = ["--quiet", "--tls-verify=false", *COMPRESSION, reference, target]
        self._run(part, "push", *words, policy=True)

    def prune(self) -> None:
        """Remove images and containers of past builds; the registry has what is needed."""
        self._run("prune", "rm", "--all")
        self._run("prune", "rmi", "--all", "--force")

    def _run(self, part: str, command: str, *words: str, policy: bool = False) -> None:
        trust = [f"--signature-policy={self._folder / 'policy.json'}"] if policy else []
        shell.logged(part, [*self._program(), command, *trust, *words], env=self._env())

    def _program(self) -> list[str]:
        return [
            "buildah",
            f"--root={self._folder / 'storage'}",
            f"--runroot={self._folder / 'run'}",
            "--storage-driver=overlay",
        ]

    def _env(self) -> dict[str, str]:
        scratch = self._folder / "tmp"
        scratch.mkdir(exist_ok=True)
        return dict(os.environ) | {
            "CONTAINERS_REGISTRIES_CONF": str(self._folder / "registries.conf"),
            "TMPDIR": str(scratch),
        }

    @contextmanager
    def _for_downloads(self) -> Iterator[list[str]]:
        """Volumes that let apt and pip download during a build, and leave no trace in it."""
        with tempfile.TemporaryDirectory(dir=self._folder) as folder:
            options = Path(folder) / "99build"
            options.write_text(debian.download_options())
            yield [
                f"--volume={CERTIFICATES}:{CERTIFICATES}:ro",
                f"--volume={options}:/etc/apt/apt.conf.d/99build:ro",
            ]


def registries(address: str, hosts: Sequence[str]) -> str:
    """A registries.conf in which one registry without TLS answers for all hosts."""
    lines = ["unqualified-search-registries = []", ""]
    for host in hosts:
        lines += ["[[registry]]", f'prefix = "{host}"', f'location = "{address}"']
        lines += ["insecure = true", ""]
    return "\n".join(lines)
