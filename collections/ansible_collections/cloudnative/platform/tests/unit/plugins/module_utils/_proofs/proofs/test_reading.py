"""What proofs make of what they read."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs import guards
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.cluster import Refusal
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import ProofError
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.proofs import (
    all_pods_ready,
    default_deny_ingress,
    eks_token,
    no_latest_images,
    restricted_enforced,
    secrets_encrypted_at_rest,
)


def pod(name: str, ready: bool = True, phase: str = "Running", **labels: str) -> dict[str, Any]:
    condition = {"type": "Ready", "status": "True" if ready else "False"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "n", "labels": labels},
        "spec": {"containers": [{"name": "main", "image": f"registry/{name}:1.0"}]},
        "status": {"phase": phase, "conditions": [condition], "podIP": "10.0.0.1"},
    }


@pytest.mark.parametrize(
    ("image", "pinned"),
    [
        ("docker.io/library/python:3.11", True),
        ("registry:5000/python@sha256:0123", True),
        ("python:latest", False),
        ("python", False),
        ("registry:5000/python", False),
    ],
)
def test_image_is_pinned_by_a_tag_or_a_digest(image: str, pinned: bool) -> None:
    assert no_latest_images.is_pinned(image) is pinned


def test_unpinned_image_is_named_with_its_pod(context: Context) -> None:
    loose = pod("p")
    loose["spec"]["initContainers"] = [{"name": "first", "image": "tool:latest"}]
    context.cluster.create(loose)
    [seen] = no_latest_images.check(context)
    assert (seen.held, seen.seen) == (False, "tool:latest in n/p")


def test_pods_that_are_not_ready_are_named(context: Context) -> None:
    for entry in (pod("a"), pod("b", ready=False, phase="Pending"), pod("c", False, "Succeeded")):
        context.cluster.create(entry)
    [seen] = all_pods_ready.check(context)
    assert (seen.held, seen.seen) == (False, "1 of 2 ready; not ready: n/b (Pending)")


def test_pods_of_other_controls_do_not_count(context: Context) -> None:
    context.cluster.create(pod("a"))
    context.cluster.create(pod("b", ready=False) | {})
    context.cluster.kept[-1]["metadata"]["labels"][guards.CONTROL_LABEL] = "another"
    [seen] = all_pods_ready.check(context)
    assert seen.held


def test_cluster_without_pods_proves_nothing(context: Context) -> None:
    assert not all_pods_ready.check(context)[0].held
    assert not no_latest_images.check(context)[0].held


def test_ports_of_the_proxy_are_not_the_services() -> None:
    entry = pod("p")
    entry["spec"]["containers"] = [
        {"name": "blog", "ports": [{"containerPort": 8080}]},
        {"name": "dns", "ports": [{"containerPort": 53, "protocol": "UDP"}]},
        {"name": "istio-proxy", "ports": [{"containerPort": 15090, "protocol": "TCP"}]},
    ]
    assert default_deny_ingress.ports(entry) == [8080]


def encoded(url: str) -> str:
    return eks_token.PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


@pytest.mark.parametrize("rest", ["", "&X-Amz-Security-Token=abc"])
@pytest.mark.parametrize("digit", ["0", "f"])
def test_tampered_token_differs_in_one_digit_of_its_signature(digit: str, rest: str) -> None:
    url = f"https://sts/?Action=GetCallerIdentity&X-Amz-Signature=abc{digit}"
    other = {"0": "1", "f": "0"}[digit]
    assert eks_token.tampered(encoded(url + rest)) == encoded(url[:-1] + other + rest)


def test_text_is_found_across_the_borders_of_chunks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets_encrypted_at_rest, "CHUNK", 8)
    (tmp_path / "wal").mkdir()
    (tmp_path / "wal" / "0.wal").write_bytes(b"12345" + b"canary" + b"678901234")
    assert secrets_encrypted_at_rest.holds_text(tmp_path, b"canary")
    assert not secrets_encrypted_at_rest.holds_text(tmp_path, b"canarY")


def test_folder_without_files_is_an_error_not_a_proof(tmp_path: Path) -> None:
    with pytest.raises(ProofError, match="verify_etcd_data_dir"):
        secrets_encrypted_at_rest.holds_text(tmp_path, b"canary")


@pytest.mark.parametrize(
    ("message", "held"),
    [
        ('pods "p" is forbidden: violates PodSecurity "restricted:latest": privileged', True),
        ("admission webhook denied the request", False),
        (None, False),
    ],
)
def test_only_pod_security_counts_as_refusal(
    context: Context, message: str | None, held: bool
) -> None:
    def refuse(manifest: dict[str, Any]) -> Refusal | None:
        security = manifest["spec"]["containers"][0]["securityContext"]
        return Refusal(403, message) if message and security.get("privileged") else None

    context.cluster.refuse = refuse
    harmless, privileged = restricted_enforced.check(context.about("n"))
    assert harmless.held and harmless.baseline
    assert privileged.held is held
