"""What k8s/ makes of itself: every overlay as Kustomize renders it, and the graph's policies."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from ansible_collections.cloudnative.platform.plugins.filter.service_policies import (
    service_policies,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._graph.policies import KINDS

from support.artifacts import built

# Any digest: linters ask whether there is one.
DIGEST = f"sha256:{'0' * 64}"
REGISTRY = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"


def render_all(root: Path, target: Path) -> None:
    """Write ``ENVIRONMENT/SERVICE.yaml`` for each overlay, and ``ENVIRONMENT/policies.yaml``.

    Args:
        root: of the repository.
        target: an empty folder.
    """
    policies = [
        body
        for kind in KINDS
        for body in service_policies(str(root / "k8s/service-graph.yml"), kind)
    ]
    for overlay in sorted((root / "k8s/services").glob("*/overlays/*")):
        place = target / overlay.name
        place.mkdir(exist_ok=True)
        (place / f"{overlay.parents[1].name}.yaml").write_text(render(overlay))
        (place / "policies.yaml").write_text(yaml.safe_dump_all(policies))


def render(overlay: Path) -> str:
    """An overlay's objects, with the images of our own as an environment's pipeline pins them."""
    plain = _kustomize(overlay)
    own = {image for image in _images(plain) if "/" not in image}
    if not own:
        return plain
    pins = [{"name": name, "newName": f"{REGISTRY}/{name}", "digest": DIGEST} for name in own]
    with TemporaryDirectory() as folder:
        # Kustomize takes no absolute paths.
        overlay = overlay.resolve().relative_to(Path(folder).resolve(), walk_up=True)
        both = {"resources": [str(overlay)], "images": pins}
        (Path(folder) / "kustomization.yaml").write_text(json.dumps(both))
        return _kustomize(Path(folder))


def _kustomize(folder: Path) -> str:
    command = [built("kustomize") / "bin" / "kustomize", "build", str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _images(manifests: str) -> set[str]:
    found = set()
    for body in yaml.safe_load_all(manifests):
        spec = body.get("spec", {}).get("template", {}).get("spec", {})
        for one in spec.get("containers", []) + spec.get("initContainers", []):
            found.add(one["image"])
    return found
