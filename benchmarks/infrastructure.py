"""Measures the AWS side of the platform beside Terraform alone: apply, apply again, destroy.

Each has an empty emulated AWS of its own, which takes a minute to make a database as AWS does.
Terraform alone is init, plan and apply of the same code with the same values. Prints Markdown rows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "lab")]

import support.collection  # noqa: E402, F401 (makes plugins importable)

# isort: split
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform import (  # noqa: E402
    mirror,
)

from support.emulated_aws import EmulatedAws, emulated_aws  # noqa: E402

# The node's disks belong to the lab, not to AWS.
PLAYBOOK = ("ansible-playbook", "--skip-tags", "preflight,lab_node")
PARALLELISM = "-parallelism=20"


def timed(
    command: list[str], environment: Mapping[str, str], folder: Path = ROOT
) -> tuple[float, str]:
    """Seconds that a command takes, and what it printed; ends the benchmark if it fails."""
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "ANSIBLE_NOCOLOR": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stdout)
    return time.monotonic() - start, done.stdout


def ours(aws: EmulatedAws, kept: Path) -> dict[str, float]:
    """Seconds of the playbooks; the values that they used go to ``kept``."""
    seen = {}
    provision = [*PLAYBOOK, "playbooks/provision.yml", *aws.variables]
    seen["apply"], _ = timed(provision, aws.environment)
    number = aws.last_request()
    seen["again"], output = timed(provision, aws.environment)
    if "changed=0" not in output or aws.writes(number):
        sys.exit(f"the second run has changed something:\n{output}")
    shutil.copy(aws.lab.state / "lab/terraform/inputs.tfvars.json", kept)
    destroy = [*PLAYBOOK, "playbooks/destroy.yml", "-e", "destroy_confirm=lab", *aws.variables]
    seen["destroy"], _ = timed(destroy, aws.environment)
    return seen


def alone(aws: EmulatedAws, kept: Path) -> float:
    """Seconds that Terraform by itself takes for the same."""
    environment = aws.environment | mirror.environment(kept, os.environ)
    ignored = shutil.ignore_patterns(".terraform")
    root = shutil.copytree(ROOT / "terraform", kept / "code", ignore=ignored) / "environments/lab"
    values = f"-var-file={kept / 'inputs.tfvars.json'}"
    steps = [
        ["init", "-input=false", f"-backend-config=path={kept / 'terraform.tfstate'}"],
        ["plan", "-input=false", PARALLELISM, values, f"-out={kept / 'plan'}"],
        ["apply", "-input=false", PARALLELISM, str(kept / "plan")],
    ]
    return sum(timed(["terraform", *step], environment, root)[0] for step in steps)


def main() -> None:
    """Measure one after the other."""
    with tempfile.TemporaryDirectory(prefix="infrastructure-") as folder:
        kept = Path(folder)
        with emulated_aws() as aws:
            seen = ours(aws, kept)
        with emulated_aws() as aws:
            bare = alone(aws, kept)
    for row in (
        ("measure", "seen", "reach"),
        ("---", "---", "---"),
        ("apply from nothing", f"{seen['apply']:.0f} s", "≤ 120 s"),
        ("Terraform alone", f"{bare:.0f} s", ""),
        ("apply over Terraform alone", f"{seen['apply'] - bare:+.0f} s", "≤ 20 s"),
        ("apply again, 0 writes", f"{seen['again']:.0f} s", ""),
        ("destroy, nothing left", f"{seen['destroy']:.0f} s", "≤ 120 s"),
    ):
        sys.stdout.write(f"| {' | '.join(row)} |\n")


if __name__ == "__main__":
    main()
