# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.schema import (
    VARIABLES,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.variables import (
    suggestion,
    unknown,
)

ROLES = {"istio": ["istio_namespace"], "lab_node": ["lab_node_memory"]}


def test_known_names_of_platform_and_roles_pass() -> None:
    assert list(unknown([*VARIABLES, "istio_namespace", "lab_node_memory"], ROLES)) == []


def test_other_peoples_names_pass() -> None:
    assert list(unknown(["ansible_connection", "my_platform_thing", "istionamespace"], ROLES)) == []


def test_typing_errors_are_named_with_what_was_meant() -> None:
    lines = [check.line() for check in unknown(["platfrom_x", "platform_regoin"], ROLES)]
    assert lines == ["platform_regoin: no such variable. Did you mean platform_region?"]


def test_options_of_roles_are_checked_too() -> None:
    lines = [check.line() for check in unknown(["istio_namespac"], ROLES)]
    assert lines == ["istio_namespac: no such variable. Did you mean istio_namespace?"]


def test_names_that_are_like_nothing_are_to_be_removed() -> None:
    (check,) = unknown(["platform_zzzzzzzzzzzzzzzzzz"], ROLES)
    assert (check.status, check.fix) == ("fail", "Remove it")


def test_names_that_somebody_else_defines_pass() -> None:
    assert list(unknown(["platform_contact"], ROLES, ["platform_contact"])) == []


def test_suggestion_is_empty_where_nothing_is_near() -> None:
    assert suggestion("xyz", ["lab", "staging"]) == ""
