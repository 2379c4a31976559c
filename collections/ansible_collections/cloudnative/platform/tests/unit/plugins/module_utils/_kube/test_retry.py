# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ApiError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.retry import (
    delay,
    is_transient,
)


def error(status: int, message: str = "", causes: list[Any] | None = None) -> ApiError:
    body = {"message": message, "details": {"causes": causes or []}}
    return ApiError("PATCH", "/x", status, body)


@pytest.mark.parametrize("status", [409, 429, 500, 502, 503, 504])
def test_passing_failures(status: int) -> None:
    assert is_transient(error(status))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 501])
def test_lasting_failures(status: int) -> None:
    assert not is_transient(error(status))


def test_conflict_of_managers_lasts() -> None:
    assert not is_transient(error(409, causes=[{"reason": "FieldManagerConflict"}]))


def test_webhook_comes_up_but_a_wrong_field_stays_wrong() -> None:
    assert is_transient(error(500, 'failed calling webhook "x": connection refused'))
    assert not is_transient(error(500, "failed to create typed patch object (a/b): .x: unknown"))
    assert not is_transient(error(500, "failed to convert new object (a/b) to proper version"))


def test_another_object_of_the_same_name_lasts() -> None:
    assert is_transient(error(409, "the object has been modified"))
    assert not is_transient(error(409, "Precondition failed: UID in precondition: a, in meta: b"))


def test_delays_grow_to_a_limit_and_honour_the_server() -> None:
    delays = [delay(attempt, 0.0) for attempt in range(10)]
    assert delays == sorted(delays)
    assert delays[0] < 0.2
    assert delays[-1] <= 5.0
    assert delay(100_000, 0.0) == delays[-1]
    assert 2.0 <= delay(0, 0.5, "2") < 2.2
    assert 60.0 <= delay(0, 0.5, "60") < 60.2
    assert delay(0, 0.0, "Wed, 21 Oct 2026 07:28:00 GMT") == delays[0]
