# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.conflicts import (
    conflict_text,
    may_force,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError

IMAGE = '.spec.template.spec.containers[name="web"].image'
ODD = '.spec.list[key="a]\\"b"].value'
NOTE = ".metadata.annotations.it's/a"


def conflict(*fields: str, manager: str = "their-controller") -> ApiError:
    causes = [
        {"reason": "FieldManagerConflict", "field": field, "message": f'conflict with "{manager}"'}
        for field in fields
    ]
    return ApiError("PATCH", "/x", 409, {"details": {"causes": causes}})


@pytest.mark.parametrize(
    ("fields", "listed", "expected"),
    [
        ([".spec.replicas"], [".spec.replicas"], True),
        ([".spec.replicas"], ["spec.replicas"], True),
        ([".spec.replicas"], [], False),
        ([".spec.replicas"], [".spec"], False),
        ([".spec.replicas"], [".spec.replicas2", ".spec.replica"], False),
        ([".spec.replicas", IMAGE], [".spec.replicas"], False),
        ([".spec.replicas", IMAGE], [IMAGE, ".spec.replicas", ".unused"], True),
        ([IMAGE], [".spec.template.spec.containers[*].image"], True),
        ([IMAGE], [".spec.template.spec.containers[*].args"], False),
        ([IMAGE], [".spec.template.spec.[*].image"], False),
        ([ODD], [".spec.list[*].value"], True),
        ([ODD], [ODD], True),
        ([".spec.a[k=1].b[k=2].c"], [".spec.a[*].c"], False),
        ([".dataXkey"], [".data.key"], False),
    ],
)
def test_forced_only_if_every_field_is_listed(
    fields: list[str], listed: list[str], expected: bool
) -> None:
    assert may_force(conflict(*fields), listed) is expected


def test_other_refusals_are_never_forced() -> None:
    moved = ApiError("PATCH", "/x", 409, {"message": "the object has been modified"})
    invalid = ApiError("PATCH", "/x", 422, conflict(".spec").body)
    assert not may_force(moved, [".spec"])
    assert not may_force(invalid, [".spec"])


def test_text_names_field_manager_and_the_three_ways_on() -> None:
    text = conflict_text(conflict(".spec.replicas", NOTE))
    assert '.spec.replicas: conflict with "their-controller"' in text
    assert "Leave these fields out of the set" in text
    assert "force_conflicts: true" in text
    copied = yaml.safe_load(text.partition("force_fields: ")[2].partition(", or take")[0])
    assert copied == [NOTE, ".spec.replicas"]
    assert may_force(conflict(".spec.replicas", NOTE), copied)


def test_text_is_the_same_in_whatever_order_the_server_tells() -> None:
    assert conflict_text(conflict(".a", ".b")) == conflict_text(conflict(".b", ".a"))


def test_field_of_two_managers_is_listed_once() -> None:
    body = {"details": {"causes": conflict(".a").causes + conflict(".a", manager="another").causes}}
    text = conflict_text(ApiError("PATCH", "/x", 409, body))
    assert '"another"' in text
    assert "force_fields: ['.a']" in text
