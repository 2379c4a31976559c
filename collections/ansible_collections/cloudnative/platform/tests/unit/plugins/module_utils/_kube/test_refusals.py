# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import (
    ApiError,
    ConfigError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.objects import (
    Item,
    Ref,
    Resource,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.refusals import (
    refusal,
    refusals,
)

REF = Ref("v1", "Secret", "blog", "db")
RESOURCE = Resource("", "v1", "Secret", "secrets", namespaced=True)


def refused(status: int, message: str, **body: object) -> ApiError:
    return ApiError("PATCH", "/path", status, {"message": message, **body})


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (' in the namespace "blog"', 'in namespace "blog"'),
        (" at the cluster scope", "in the whole"),
    ],
)
def test_missing_right_names_user_verb_resource_and_place(place: str, told: str) -> None:
    message = (
        'deployments.apps "web" is forbidden: User "system:serviceaccount:ci:bot" cannot patch '
        f'resource "deployments" in API group "apps"{place}'
    )
    error = refused(403, message, reason="Forbidden")
    for text in (str(error), refusal(REF, error)):
        for word in (
            '"system:serviceaccount:ci:bot" cannot patch',
            '"deployments"',
            '"apps"',
            told,
        ):
            assert word in text
        assert "Role" in text


def test_other_403_is_told_as_the_server_says_it() -> None:
    error = refused(403, 'pods "p" is forbidden: violates PodSecurity "restricted"')
    assert refusal(REF, error) == f"{error.server_says} (403)"


def test_undeclared_fields_are_told_without_the_servers_inner_words() -> None:
    one = "failed to create typed patch object (blog/db; v1, Kind=Secret): .x: not declared"
    two = (
        "failed to create typed patch object (blog/db; v1, Kind=Secret): errors:\n"
        "  .x: field not declared in schema\n  .y: expected string, got &{1}"
    )
    assert refusal(REF, refused(500, one)).endswith(": .x: not declared")
    assert refusal(REF, refused(500, two)).endswith(
        ": .x: field not declared in schema; .y: expected string, got &{1}"
    )


def test_missing_namespace_is_told_as_such() -> None:
    error = refused(404, "x", details={"kind": "namespaces"})
    assert refusal(REF, error) == "namespace blog does not exist; add it to the set"


def test_errors_that_are_not_the_servers_stay() -> None:
    assert refusal(REF, ConfigError("no kubeconfig")) == "no kubeconfig"


def test_list_of_refusals_is_short_and_names_where_objects_came_from() -> None:
    item = Item(REF, RESOURCE, {"kind": "Secret", "data": {"a": "canary"}}, "all.yml:7")
    error = refused(422, "bad value canary")
    text = refusals([(item, error)] * 25)
    assert text.startswith(
        "25 objects were refused:\n- Secret blog/db (all.yml:7): bad value hidden"
    )
    assert text.endswith("and 5 more")
    assert "canary" not in text
    assert refusals([(item, error)]).startswith("1 object was refused:")
