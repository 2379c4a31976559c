# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""From a module's arguments to a run: credentials, work folder, copy of the code."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .._aws.eks_token_program import Source
from .._aws.identity import require_account, whoami
from . import command, mirror, workspace
from .hold import hold
from .run import Order, run


def start(params: Mapping[str, Any], program: str, check: bool, diff: bool) -> dict[str, Any]:
    """Check the credentials, then plan and apply in a work folder of one's own.

    Args:
        params: arguments of module terraform_apply.
        program: path of terraform.
        check: only plan.
        diff: tell the plan's text.

    Raises:
        TerraformError: Terraform failed, the state is held, or data would be lost.
        AwsError: the credentials are not good, or AWS cannot be asked.
    """
    owner = _owner(params["aws"])
    os.umask(0o077)  # state, plans and logs may hold secrets
    work = Path(params["work_path"])
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    with hold(work, params["lock_timeout"]):
        terraform = command.Terraform(
            program=program,
            project=workspace.copy(Path(params["project_path"]), work / "code"),
            work=work,
            environ=mirror.environment(work, os.environ),
            lock_timeout=params["lock_timeout"],
            parallelism=params["parallelism"],
        )
        order = Order(
            variables=params["variables"],
            backend=params["backend"],
            owner=owner,
            absent=params["state"] == "absent",
            check=check,
            diff=diff,
            saved=params["saved_plan"],
            allow_destroy=params["allow_destroy"],
        )
        return run(terraform, order)


def _owner(aws: Mapping[str, str] | None) -> tuple[Source, str] | None:
    """Whose resources these are; the credentials are known to be of the right account."""
    if aws is None:
        return None
    source = Source(aws["platform"], aws["region"])
    require_account(whoami(source), aws["account_id"])
    return source, aws["platform"]
