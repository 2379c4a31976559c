"""What role infrastructure knows of Terraform's code is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.dependents import (
    LOOK,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.charges import (
    BY_USE,
    CHARGED,
    is_free,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.orphans import (
    NAMED_BY,
)

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "terraform/modules"
BLOCK = re.compile(r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', re.M | re.S)
RESOURCES = [
    (file.parent.name, *found)
    for file in sorted(MODULES.glob("*/*.tf"))
    for found in BLOCK.findall(file.read_text())
]
# Made by a call that may be repeated: what a killed run has made is written over with the same.
REPEATABLE = {
    "aws_autoscaling_attachment",
    "aws_cloudwatch_log_resource_policy",
    "aws_default_security_group",
    "aws_ecr_lifecycle_policy",
    "aws_eks_access_policy_association",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_notification",
    "aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_wafv2_web_acl_association",
    "aws_wafv2_web_acl_logging_configuration",
}


def test_there_are_resources_to_look_at() -> None:
    assert len(RESOURCES) > 60


@pytest.mark.parametrize(
    ("kind", "body"), [pytest.param(k, body, id=f"{m}.{k}.{n}") for m, k, n, body in RESOURCES]
)
def test_what_a_killed_run_has_made_can_be_recognised(kind: str, body: str) -> None:
    tagged = re.search(r"^\s+tags\s+= .*\bName\s+=|^\s+Name\s+=", body, re.M)
    assert kind in NAMED_BY or kind in LOOK or kind in REPEATABLE or tagged


@pytest.mark.parametrize("kind", sorted({kind for _, kind, _, _ in RESOURCES}))
def test_the_cost_of_every_type_is_known_or_said(kind: str) -> None:
    assert kind in CHARGED or kind in BY_USE or is_free(kind)


def test_facts_are_the_outputs_of_the_platform() -> None:
    text = (MODULES / "platform/outputs.tf").read_text()
    facts = yaml.safe_load((ROOT / "roles/infrastructure/vars/main/facts.yml").read_text())
    assert set(re.findall(r'^output "(\w+)"', text, re.M)) == set(
        facts["__infrastructure_facts_spec"]
    )


def test_the_role_passes_what_the_platform_takes() -> None:
    text = (MODULES / "platform/variables.tf").read_text()
    taken = text.partition("type = object({")[2].partition("\n  })")[0]
    values = yaml.safe_load((ROOT / "roles/infrastructure/vars/main/main.yml").read_text())
    assert set(re.findall(r"^    (\w+)\s+=", taken, re.M)) == set(
        values["__infrastructure_inventory"]
    )
