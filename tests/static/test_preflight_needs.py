"""What preflight asks an account for is what the environments' values ask Terraform for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TERRAFORM = ROOT / "terraform"
DEFAULTS = yaml.safe_load((ROOT / "roles/preflight/defaults/main.yml").read_text())
# The lab's nodes are no machines of EC2.
ON_AWS = ("staging", "production")
VCPUS = {"medium": 1, "large": 2, "xlarge": 4, "2xlarge": 8, "4xlarge": 16}


def values(environment: str) -> str:
    return (TERRAFORM / f"environments/{environment}/values.tf").read_text()


def platform() -> str:
    """The code that says what is taken where values.tf says nothing."""
    return "\n".join(path.read_text() for path in (TERRAFORM / "modules/platform").glob("*.tf"))


def number(name: str, text: str, default: int) -> int:
    found = re.search(rf"\b{name} += (\d+)", text)
    return int(found[1]) if found else default


def default_of(name: str) -> int:
    """What modules/platform takes where values.tf says nothing."""
    found = re.search(rf"\b{name} += optional\(number, (\d+)\)", platform())
    assert found, name
    return int(found[1])


def vcpus(text: str) -> dict[str, int]:
    """vCPUs of all node groups at their largest, by how they are paid for."""
    total = {"on-demand vCPUs": 0, "spot vCPUs": 0}
    groups = re.findall(r"\{ (instance_types = [^\n]*max_size[^\n]*) \}", text)
    assert groups
    for group in groups:
        sizes = [VCPUS[size] for size in re.findall(r'"[a-z0-9]+\.(\w+)"', group)]
        kind = "spot vCPUs" if '"SPOT"' in group else "on-demand vCPUs"
        total[kind] += max(sizes) * number("max_size", group, 0)
    return total


@pytest.mark.parametrize("environment", ON_AWS)
def test_machines(environment: str) -> None:
    needs = DEFAULTS["preflight_needs"][environment]
    asked = vcpus(values(environment))
    assert {name: needs[name] for name in asked} == asked


@pytest.mark.parametrize("environment", [*ON_AWS, "lab"])
def test_caches_and_addresses(environment: str) -> None:
    needs: dict[str, Any] = DEFAULTS["preflight_needs"][environment]
    text = values(environment)
    assert needs["cache nodes"] == 1 + number("replicas", text, default_of("replicas"))
    gateways = number("nat_gateway_count", text, default_of("nat_gateway_count"))
    assert needs.get("Elastic IPs", 1) == gateways


def test_kubernetes_version() -> None:
    texts = [platform(), *(values(environment) for environment in ON_AWS)]
    named = {
        version
        for one in texts
        for version in re.findall(r'kubernetes_version += (?:optional\(string, )?"([\d.]+)"', one)
    }
    assert named == {DEFAULTS["preflight_kubernetes_version"]}
