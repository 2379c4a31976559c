# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Plans until nothing that AWS already has would be made a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .._aws.dependents import find_dependent
from .._aws.eks_token_program import Source
from .._aws.leftovers import Leftover
from .._aws.leftovers.api import Api
from .._aws.leftovers.find import look
from .._aws.leftovers.model import Scope
from .._aws.settle import settle
from .command import Terraform
from .creations import creations, held
from .orphans import import_blocks, matches

# Each round adopts what stands on the things of the round before: network, rules, entries.
_ROUNDS = 6
# Terraform reads every file of this kind in the root module's folder.
_FILE = "adopted.tf"

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """A saved plan.

    Attributes:
        changes: whether it changes anything.
        document: the plan as data; {} where it changes nothing.
        blind: what could not be looked for on AWS, and why.
    """

    changes: bool
    document: Document
    blind: list[str]


def plan_without_doubles(
    terraform: Terraform, variables: Path, owner: tuple[Source, str] | None, check: bool
) -> Plan:
    """Save a plan that adopts whatever a killed run has left on AWS.

    Args:
        terraform: its project must be a copy: a file is written there.
        variables: JSON file of the root module's variables.
        owner: credentials with the cluster's name, and the value of the tag ``platform``; none
            adopts nothing.
        check: change nothing, so a deleted secret is not restored.

    Raises:
        TerraformError: as ``Terraform.plan``.
        AwsError: AWS cannot be asked, or did not finish what was begun.
    """
    changes = terraform.plan(variables)
    document = terraform.show_plan() if changes else {}
    if owner is None or not creations(document):
        return Plan(changes, document, [])
    api = Api(owner[0])
    survey = look(api, Scope(owner[1], owner[0].cluster))
    adopted: dict[str, str] = {}
    for _ in range(_ROUNDS):
        new = _orphans(api, document, survey.found, check)
        if not new:
            break
        adopted |= new
        (terraform.project / _FILE).write_text(import_blocks(adopted))
        changes = terraform.plan(variables)
        document = terraform.show_plan() if changes else {}
    return Plan(changes, document, survey.blind)


def _orphans(api: Api, document: Document, found: list[Leftover], check: bool) -> dict[str, str]:
    """What an import takes, by address, for each planned creation that AWS already has."""
    planned = creations(document)
    twins = matches(planned, found, held(document))
    if check:
        twins = {address: twin for address, twin in twins.items() if twin.state == "present"}
    else:
        for twin in twins.values():
            settle(api, twin)
    known = {address: twin.id for address, twin in twins.items()}
    for creation in planned:
        if creation.address not in known:
            identity = find_dependent(api, creation.type, creation.values)
            if identity:
                known[creation.address] = identity
    return known
