"""``playbooks/promote.yml`` over a real repository: what Kustomize then makes of it."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
import yaml

from gitops.conftest import FILE, Origin, git
from gitops.pipeline import play
from support.artifacts import built

DIGEST = "sha256:" + "1" * 64
ECR = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com"
OVERLAY = "k8s/services/{}/overlays/lab"
POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "pod"},
    "spec": {"containers": [{"name": "blog", "image": "blog"}]},
}


@pytest.fixture
def services(origin: Origin) -> Origin:
    """Overlays whose image is a component of its own, as k8s/ has them."""
    for name in ("auth", "blog"):
        folder = origin.clone / OVERLAY.format(name)
        (folder / "image").mkdir()
        (folder / "image/kustomization.yaml").write_text(FILE)
        pod = yaml.safe_load(yaml.safe_dump(POD).replace("blog", name))
        (folder / "pod.yaml").write_text(yaml.safe_dump(pod))
        whole = {"resources": ["pod.yaml"], "components": ["image"]}
        (folder / "kustomization.yaml").write_text(yaml.safe_dump(whole))
    origin.commit("Begin overlays")
    return origin


def image(service: str, tag: str) -> dict[str, str]:
    """An image as build_services.yml writes it down."""
    return {"service": service, "repository": f"{ECR}/{service}", "tag": tag, "digest": DIGEST}


def promote(origin: Origin, *images: dict[str, str], **more: Any) -> tuple[int, str]:
    variables = {"pipeline_repository": origin.url, "pipeline_images": list(images), **more}
    return play("promote", variables, {})


def running(origin: Origin, service: str) -> str:
    """The image that the service's overlay names, as Kustomize builds it."""
    git(origin.clone, "pull", "--quiet", "origin", "main")
    program = built("kustomize") / "bin/kustomize"
    folder = origin.clone / OVERLAY.format(service)
    out = subprocess.run([program, "build", folder], check=True, stdout=subprocess.PIPE).stdout
    found: str = yaml.safe_load(out)["spec"]["containers"][0]["image"]
    return found


def test_images_run_and_a_revert_brings_the_former_ones_back(services: Origin) -> None:
    older, newer = services.commit("Older"), services.commit("Newer")
    status, output = promote(services, image("auth", older), image("blog", older))
    assert status == 0, output
    before = (services.clone / OVERLAY.format("blog") / "kustomization.yaml").read_text()
    assert running(services, "auth") == f"{ECR}/auth:{older}@{DIGEST}"
    assert running(services, "blog") == f"{ECR}/blog:{older}@{DIGEST}"
    status, output = promote(services, image("blog", newer))
    assert status == 0, output
    assert running(services, "blog") == f"{ECR}/blog:{newer}@{DIGEST}"
    # Only the component was rewritten.
    assert (services.clone / OVERLAY.format("blog") / "kustomization.yaml").read_text() == before

    # A late run of the older build changes nothing, and says so.
    status, output = promote(services, image("blog", older))
    assert status == 0, output
    assert f"a later commit is named already, {newer}" in output
    assert running(services, "blog") == f"{ECR}/blog:{newer}@{DIGEST}"

    git(services.clone, "revert", "--no-edit", "HEAD")
    git(services.clone, "push", "--quiet", "origin", "HEAD:main")
    assert running(services, "blog") == f"{ECR}/blog:{older}@{DIGEST}"


def test_an_environment_without_the_component_is_named(origin: Origin) -> None:
    status, output = promote(origin, image("blog", "one"))
    assert status == 2
    assert f"{OVERLAY.format('blog')}/image/kustomization.yaml is not in branch main" in output
    assert origin.log() == ["Begin"]
