"""Linters over k8s/: every overlay of every service, with the policies of the service graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from support.artifacts import built
from support.k8s_lint import Finding, checkov, kube_score, kubeconform, remaining, unused, waivers
from support.manifests import render_all
from support.schemas import write_all

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.name for path in (ROOT / "k8s/services").iterdir())
ENVIRONMENTS = sorted({path.name for path in (ROOT / "k8s/services").glob("*/overlays/*")})


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``ENVIRONMENT/SERVICE.yaml``, for all."""
    folder = tmp_path_factory.mktemp("rendered")
    render_all(ROOT, folder)
    return folder


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """JSON schemas of all kinds that the cluster knows."""
    folder = tmp_path_factory.mktemp("schemas")
    swagger = built("kubernetes-description") / "swagger.json"
    write_all(swagger, [built("istio-description") / "crds.yaml"], folder)
    return folder


@pytest.fixture(scope="module")
def scored(rendered: Path) -> list[Finding]:
    """What kube-score finds."""
    return [one for name in ENVIRONMENTS for one in kube_score(rendered / name)]


@pytest.fixture(scope="module")
def checked(rendered: Path) -> list[Finding]:
    """What Checkov finds."""
    return checkov(rendered)


def altered(rendered: Path, target: Path, kind: str, change: dict[str, Any]) -> Path:
    """One file: the gateway's object of a kind in production, with other fields in its spec."""
    bodies = yaml.safe_load_all((rendered / "production/gateway.yaml").read_text())
    (body,) = (each for each in bodies if each["kind"] == kind)
    body["spec"] |= change
    (target / "gateway.yaml").write_text(yaml.safe_dump(body))
    return target


def test_each_service_has_each_environment(rendered: Path) -> None:
    for environment in ENVIRONMENTS:
        found = sorted(path.stem for path in (rendered / environment).glob("*.yaml"))
        assert found == sorted([*SERVICES, "policies"])


def test_the_descriptions_are_those_of_what_runs() -> None:
    written = yaml.safe_load((ROOT / "catalogue.yml").read_text())["components"]
    for name in ("kubernetes", "istio"):
        parts = [written[part]["lab"]["go"]["modules"] for part in (name, f"{name}-description")]
        assert parts[0] == parts[1]


def test_kubeconform_finds_nothing(rendered: Path, schemas: Path) -> None:
    report = kubeconform(schemas, rendered)
    assert report["resources"] == []
    bodies = [
        body
        for name in ENVIRONMENTS
        for path in (rendered / name).glob("*.yaml")
        for body in yaml.safe_load_all(path.read_text())
    ]
    assert report["summary"] == {"valid": len(bodies), "invalid": 0, "errors": 0, "skipped": 0}


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        ("Deployment", {"replica": 2}, "additional properties 'replica' not allowed"),
        ("Deployment", {"replicas": "two"}, "got string, want integer"),
        ("VirtualService", {"gateway": ["mesh"]}, "additional properties 'gateway' not allowed"),
        ("HorizontalPodAutoscaler", {"minReplicas": True}, "got boolean, want integer"),
    ],
)
def test_kubeconform_finds_what_the_api_would_not_take(
    rendered: Path, schemas: Path, tmp_path: Path, kind: str, change: dict[str, Any], said: str
) -> None:
    report = kubeconform(schemas, altered(rendered, tmp_path, kind, change))
    assert report["summary"]["invalid"] == 1
    assert said in report["resources"][0]["msg"]


def test_kubeconform_does_not_pass_over_what_it_does_not_know(
    schemas: Path, tmp_path: Path
) -> None:
    (tmp_path / "one.yaml").write_text(
        "{apiVersion: example.org/v1, kind: Own, metadata: {name: a}}"
    )
    assert kubeconform(schemas, tmp_path)["summary"]["errors"] == 1


def test_kube_score_finds_nothing(scored: list[Finding]) -> None:
    assert remaining(scored, waivers("kube-score")) == []


def test_kube_score_finds_a_budget_that_protects_nothing(rendered: Path, tmp_path: Path) -> None:
    text = (rendered / "production/blog.yaml").read_text()
    bodies = list(yaml.safe_load_all(text))
    (budget,) = (body for body in bodies if body["kind"] == "PodDisruptionBudget")
    del budget["spec"]["selector"]
    (tmp_path / "blog.yaml").write_text(yaml.safe_dump_all(bodies))
    found = {one.check for one in remaining(kube_score(tmp_path), waivers("kube-score"))}
    # The second: without the graph's policies.
    assert found == {"deployment-has-poddisruptionbudget", "pod-networkpolicy"}


def test_checkov_finds_nothing(checked: list[Finding]) -> None:
    assert remaining(checked, waivers("checkov")) == []


def test_checkov_finds_what_is_insecure(tmp_path: Path) -> None:
    spec = {"containers": [{"name": "a", "image": "a", "securityContext": {"privileged": True}}]}
    body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": spec}
    (tmp_path / "pod.yaml").write_text(yaml.safe_dump(body))
    assert "CKV_K8S_16" in {one.check for one in remaining(checkov(tmp_path), waivers("checkov"))}


def test_waivers_are_needed_and_have_their_reasons(
    scored: list[Finding], checked: list[Finding]
) -> None:
    for linter, findings in (("kube-score", scored), ("checkov", checked)):
        assert unused(findings, waivers(linter)) == []
        assert [each for each in waivers(linter) if len(each.reason) < 40] == []
