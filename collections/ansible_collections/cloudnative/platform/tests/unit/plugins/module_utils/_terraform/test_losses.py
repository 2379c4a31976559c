# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.losses import (
    losses,
    refusal,
)

from .plans import change, plan

DATABASE = "aws_db_instance.this"


@pytest.mark.parametrize("actions", [["delete"], ["delete", "create"], ["create", "delete"]])
def test_data_that_would_go_is_named(actions: list[str]) -> None:
    (loss,) = losses(plan(change(DATABASE, *actions), change("aws_vpc.this", *actions)), [])
    assert (loss.address, loss.holds) == (DATABASE, "a database")


@pytest.mark.parametrize("actions", [["create"], ["update"], ["no-op"], ["forget"]])
def test_what_stays_is_no_loss(actions: list[str]) -> None:
    assert losses(plan(change(DATABASE, *actions)), []) == []


def test_leave_is_given_by_address() -> None:
    found = plan(change(DATABASE, "delete"), change("aws_kms_key.data", "delete"))
    assert [loss.address for loss in losses(found, [DATABASE])] == ["aws_kms_key.data"]


def test_repositories_are_known_by_name() -> None:
    gone = change("aws_ecr_repository.blog", "delete", before={"name": "lab/blog"})
    assert losses(plan(gone), [])[0].name == "lab/blog"


def test_the_refusal_says_what_and_how() -> None:
    text = refusal(losses(plan(change(DATABASE, "delete")), []), "allow_destroy")
    assert "aws_db_instance.this: a database" in text
    assert "allow_destroy" in text
