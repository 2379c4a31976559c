# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of variables: unknown names, missing ones, values."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .model import Check
from .schema import ENVIRONMENTS, VARIABLES

# The account number of AWS's documentation, which the lab uses.
EXAMPLE_ACCOUNT = "123456789012"


def check_values(variables: Mapping[str, Any]) -> Iterator[Check]:
    """Everything that is wrong with the values of the shared variables."""
    environment = str(variables.get("platform_environment", ""))
    yield from missing(variables, environment)
    yield from wrong(variables)
    yield from contradictions(variables, environment)


def unknown(
    names: Collection[str],
    role_options: Mapping[str, Collection[str]],
    more_known: Collection[str] = (),
) -> Iterator[Check]:
    """Names with a prefix of ours that nothing reads: most likely a typing error."""
    known = {
        *VARIABLES,
        *more_known,
        *(name for options in role_options.values() for name in options),
    }
    prefixes = ("platform_", "lab_", *(f"{role}_" for role in role_options))
    for name in sorted(set(names) - known):
        if name.startswith(prefixes):
            fix = suggestion(name, known) or "Remove it"
            yield Check(name, "fail", "no such variable", fix)


def suggestion(word: str, known: Collection[str], likeness: float = 0.75) -> str:
    """Asks for the known word nearest to one that is not known; empty where none is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=likeness)
    return f"Did you mean {near[0]}?" if near else ""


def missing(variables: Mapping[str, Any], environment: str) -> Iterator[Check]:
    """Variables that this environment needs and does not have."""
    for name, variable in VARIABLES.items():
        if environment in variable.environments and variables.get(name) is None:
            yield Check(
                name, "fail", "not set", f"Set it in inventories/{environment}/group_vars/all"
            )


def wrong(variables: Mapping[str, Any]) -> Iterator[Check]:
    """Values that cannot be."""
    for name, variable in VARIABLES.items():
        value = variables.get(name)
        if value is None:
            continue
        problem = variable.test(value)
        if problem:
            choices = ENVIRONMENTS if name == "platform_environment" else ()
            yield Check(name, "fail", f"{value!r} {problem}", suggestion(str(value), choices, 0.5))


def contradictions(variables: Mapping[str, Any], environment: str) -> Iterator[Check]:
    """Values that are fine alone but not in this environment."""
    endpoint = variables.get("platform_aws_endpoint_url")
    if environment == "lab" and endpoint == "":
        yield Check(
            "platform_aws_endpoint_url",
            "fail",
            "empty in the lab, which would build on AWS itself",
            "Set the address of the lab's AWS, http://172.30.0.2:4566",
        )
    if environment in ("staging", "production"):
        if endpoint:
            yield Check(
                "platform_aws_endpoint_url",
                "fail",
                f"{endpoint} is no AWS, and {environment} is built on AWS",
                "Leave it empty",
            )
        if variables.get("platform_account_id") == EXAMPLE_ACCOUNT:
            yield Check(
                "platform_account_id",
                "fail",
                f"{EXAMPLE_ACCOUNT} is AWS's example and nobody's account",
                "Set the number of your account",
            )
