"""The rights of GitHub's workflows, by policy simulation: enough for their work, and no more."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.identity import Identity
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account import (
    actions,
    permissions,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.account.model import (
    Build,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.model import Check
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform import mirror

from platform_lab.cloud.protocol import changes_resources
from support.emulated_aws import ACCOUNT, REGION, EmulatedAws

ROOT = Path(__file__).parents[2]
PLATFORM = "cloudnative-staging"
BUILD = Build(PLATFORM, ACCOUNT, REGION, "10.0.0.0/16", 2, "1.35", ("blog",), "", {}, 90)
MODULE = f"""
module "github" {{
  source          = "{ROOT}/terraform/modules/github"
  name            = "{PLATFORM}"
  environment     = "staging"
  repository      = "example/platform"
  state_bucket    = "cloudnative-terraform-{ACCOUNT}"
  repository_arns = ["arn:aws:ecr:{REGION}:{ACCOUNT}:repository/blog"]
}}
"""


@pytest.fixture(scope="module")
def roles(aws: EmulatedAws, tmp_path_factory: pytest.TempPathFactory) -> EmulatedAws:
    """An AWS that has nothing but the roles."""
    folder = tmp_path_factory.mktemp("github")
    (folder / "main.tf").write_text(MODULE)
    (folder / "terraform.tfrc").write_text(mirror.cli_configuration(mirror.find_mirror(os.environ)))
    environment = aws.environment | {"TF_CLI_CONFIG_FILE": str(folder / "terraform.tfrc")}
    for words in (["init"], ["apply", "-auto-approve"]):
        command = ["terraform", *words, "-input=false", "-no-color"]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    return aws


def simulate(aws: EmulatedAws, workflow: str) -> Check:
    """What the policies of a workflow's role say to everything that Terraform does."""
    api = Api(Source(PLATFORM, REGION, aws.url, str(aws.credentials)))
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{PLATFORM}-github-{workflow}/run"
    [check] = permissions.check_permissions(api, BUILD, Identity(ACCOUNT, arn))
    return check


def refused(check: Check) -> set[str]:
    """The actions that a finding lists."""
    services = check.message.partition(" may not ")[2].split("; ")
    parts = [service.partition(": ") for service in services]
    return {f"{name}:{action}" for name, _, listed in parts for action in listed.split(", ")}


def test_the_apply_role_may_do_all_that_terraform_does(roles: EmulatedAws) -> None:
    assert simulate(roles, "apply").status == "ok"


def test_the_plan_role_may_change_nothing(roles: EmulatedAws) -> None:
    known = {action for group in actions.GROUPS for action in group.actions}
    writes = {action for action in known if changes_resources("POST", action.partition(":")[2])}
    assert writes - refused(simulate(roles, "plan")) == set()


def test_the_push_role_may_neither_build_nor_look(roles: EmulatedAws) -> None:
    assert {"ec2:CreateVpc", "ec2:DescribeVpcs", "eks:DescribeCluster"} <= refused(
        simulate(roles, "push")
    )
