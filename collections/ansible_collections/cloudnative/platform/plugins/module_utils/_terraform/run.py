# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""One run of an environment: plan, tell, refuse what loses data, apply, read outputs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .._aws.eks_token_program import Source
from .._aws.images import has_images
from .._aws.leftovers.api import Api
from . import cost, drift, outputs, state
from .adopt import Plan, plan_without_doubles
from .advice import advice, state_is_missing
from .command import Terraform
from .errors import CommandError, LostDataError, TerraformError
from .losses import Loss, losses, refusal
from .plan import summarise


@dataclass(frozen=True)
class Order:
    """What a run is to do.

    Attributes:
        variables: values of the root module's variables.
        backend: settings of its backend.
        owner: credentials with the cluster's name, and the value of the tag ``platform``; none
            leaves AWS itself unasked.
        absent: destroy everything.
        check: only plan.
        diff: tell the plan's text.
        saved: apply the plan that an earlier run saved.
        allow_destroy: addresses of data that may go.
    """

    variables: Mapping[str, Any]
    backend: Mapping[str, str | bool]
    owner: tuple[Source, str] | None
    absent: bool
    check: bool
    diff: bool
    saved: bool
    allow_destroy: list[str]


def run(terraform: Terraform, order: Order) -> dict[str, Any]:
    """Carry out an order; the result is that of the module.

    Raises:
        TerraformError: Terraform failed, or the state is held.
        LostDataError: the plan would lose data without leave.
        AwsError: AWS cannot be asked.
    """
    local = Path(str(order.backend.get("path") or terraform.work / "none"))
    mended = state.mend(local)
    warnings = [mended] if mended else []
    if order.absent and "path" in order.backend and not local.exists():
        return _nothing()
    try:
        terraform.init(order.backend)
        planned = _plan(terraform, order)
        result = _told(terraform, order, planned)
        kept = _lost(planned, order)
        result["warnings"] = warnings + planned.blind + _failed_checks(planned.document)
        if kept and not order.check:
            raise LostDataError(
                "\n".join([*result["summary_lines"], refusal(kept, "allow_destroy")])
            )
        if kept:
            result["warnings"].append(refusal(kept, "allow_destroy"))
        if planned.changes and not order.check:
            terraform.apply()
            terraform.plan_file.unlink(missing_ok=True)  # it holds secrets, and has been used
        known = terraform.outputs()
    except CommandError as error:
        if order.absent and state_is_missing(error.output):
            return _nothing()
        raise TerraformError("\n".join([str(error), advice(error.output)]).strip()) from error
    return result | {
        "outputs": outputs.plain(known),
        "sensitive_outputs": outputs.sensitive(known),
    }


def _plan(terraform: Terraform, order: Order) -> Plan:
    """A new plan, or the one that was saved."""
    if order.saved:
        if not terraform.plan_file.exists():
            raise TerraformError(f"there is no saved plan in {terraform.work}: plan with --check")
        return Plan(True, terraform.show_plan(), [])
    variables = terraform.work / "inputs.tfvars.json"
    variables.write_text(json.dumps(order.variables))
    if order.absent:
        changes = terraform.plan(variables, destroy=True)
        return Plan(changes, terraform.show_plan() if changes else {}, [])
    return plan_without_doubles(terraform, variables, order.owner, order.check)


def _told(terraform: Terraform, order: Order, planned: Plan) -> dict[str, Any]:
    """The plan in words and figures."""
    summary = summarise(planned.document)
    result: dict[str, Any] = {
        "changed": planned.changes,
        "summary": asdict(summary),
        "summary_lines": summary.lines(),
        "drift": drift.report(planned.document),
        "state_missing": False,
    }
    if order.owner and planned.changes:
        estimate = cost.estimate(planned.document, order.owner[0].region)
        result["cost"] = asdict(estimate)
        result["summary_lines"] += estimate.lines()
    if order.diff and planned.changes:
        result["diff"] = {"prepared": terraform.plan_text()}
    return result


def _lost(planned: Plan, order: Order) -> list[Loss]:
    """Data that would go without leave; an empty repository of images holds none."""
    if order.absent:
        return []  # whoever destroys all has said so
    found = losses(planned.document, order.allow_destroy)
    if order.owner is None:
        return found
    api = Api(order.owner[0])
    return [
        loss for loss in found if loss.type != "aws_ecr_repository" or has_images(api, loss.name)
    ]


def _failed_checks(document: Mapping[str, Any]) -> list[str]:
    """Messages of the code's own ``check`` blocks that are not fulfilled."""
    return [
        problem["message"]
        for check in document.get("checks", [])
        for instance in check.get("instances", [])
        if instance["status"] == "fail"
        for problem in instance.get("problems", [])
    ]


def _nothing() -> dict[str, Any]:
    """The result where nothing was ever built."""
    summary = summarise({})
    return {
        "changed": False,
        "summary": asdict(summary),
        "summary_lines": ["there is no state: nothing was built with it"],
        "drift": drift.report({}),
        "state_missing": True,
        "warnings": [],
        "outputs": {},
        "sensitive_outputs": [],
    }
