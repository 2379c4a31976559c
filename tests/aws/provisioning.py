"""Runs ``playbooks/provision.yml`` against an emulated AWS, and looks at what came of it."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import (
    Leftover,
    find,
)

from support.emulated_aws import REGION, EmulatedAws
from support.interrupter import Interrupter, kill_tree
from support.second_lab import in_environment

ROOT = Path(__file__).parents[2]
PLATFORM = "cloudnative-lab"


@dataclass
class Provisioning:
    """The command under test with more arguments, its AWS, and what stands between them."""

    aws: EmulatedAws
    proxy: Interrupter
    arguments: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def work(self) -> Path:
        """Folder of state, plan and logs."""
        return self.aws.lab.state / "lab" / "terraform"

    def start(self, *arguments: str, playbook: str = "provision") -> subprocess.Popen[str]:
        """Start the command in the background."""
        command = ["ansible-playbook", f"playbooks/{playbook}.yml", "--skip-tags", "preflight"]
        command += ["-e", f"platform_aws_endpoint_url={self.proxy.url}"]
        return subprocess.Popen(
            [*command, *self.arguments, *arguments],
            cwd=ROOT,
            env=self.aws.environment | {"ANSIBLE_NOCOLOR": "1"} | self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, playbook: str = "provision", status: int = 0) -> str:
        """Run the command to its end; answers what it printed."""
        process = self.start(*arguments, playbook=playbook)
        output = process.communicate()[0]
        assert process.returncode == status, output
        return output

    def killed(self, at_write: int, *arguments: str, unanswered: bool) -> bool:
        """Run the command and kill it at a write; false where it came to its end before."""
        process = self.start(*arguments)
        self.proxy.arm(at_write, lambda: kill_tree(process.pid), unanswered)
        output = process.communicate()[0]
        self.proxy.disarm()
        assert process.returncode in (0, -9), output
        return process.returncode == -9

    def state(self) -> dict[str, Any]:
        """Terraform's state; empty where there is none."""
        file = self.work / "terraform.tfstate"
        found: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {}
        return found

    def addresses(self) -> Counter[str]:
        """How many instances of each resource the state holds."""
        return Counter(
            f"{resource.get('module', '')}.{resource['type']}.{resource['name']}"
            for resource in self.state().get("resources", [])
            if resource["mode"] == "managed"
            for _ in resource["instances"]
        )

    def made(self) -> list[Leftover]:
        """What AWS has of the platform that Terraform has made, and that costs or blocks a name."""
        found = in_environment(
            self.aws.environment, lambda: find(Source(PLATFORM, REGION), PLATFORM)
        )
        return [
            each
            for each in found
            if each.state in ("present", "going") and each.tags.get("managed-by") == "terraform"
        ]

    def orphans(self) -> list[str]:
        """What Terraform has made and the state does not know."""
        known = {
            str(instance["attributes"].get(name))
            for resource in self.state().get("resources", [])
            for instance in resource["instances"]
            for name in ("id", "arn", "identifier", "name")
        }
        return [str(each) for each in self.made() if not {each.id, each.arn, each.name} & known]
