# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._preflight.tools import (
    check_tools,
    parse_version,
)

GOOD: dict[str, str | None] = {
    "terraform": "Terraform v1.11.4\non linux_amd64",
    "python": "3.13.0",
    "ansible-core": "2.21.5",
    "go": "go version go1.26.8 linux/amd64",
    "git": "git version 2.39.5",
    "make": "GNU Make 4.3",
}


def bad(said: dict[str, str | None], lab: bool = True) -> list[str]:
    return [check.line() for check in check_tools(said, lab) if check.status != "ok"]


def test_new_enough_tools_pass() -> None:
    assert bad(GOOD) == []


@pytest.mark.parametrize(
    ("tool", "said", "says"),
    [
        ("terraform", None, "terraform: not found on PATH"),
        ("terraform", "Terraform v1.9.8", "1.9.8 is older than 1.10"),
        ("python", "3.11.7", "3.11.7 is older than 3.12"),
        ("ansible-core", "2.19.3", "2.19.3 is older than 2.20"),
        ("go", "go version go1.20.14 linux/amd64", "1.20.14 is older than 1.21"),
        ("go", "", "a version that it does not tell"),
        ("git", None, "apt-get install git"),
    ],
)
def test_missing_and_old_tools_are_refused(tool: str, said: str | None, says: str) -> None:
    (line,) = bad(GOOD | {tool: said})
    assert says in line


def test_only_the_lab_builds() -> None:
    assert bad(GOOD | {"go": None, "git": None, "make": None}, lab=False) == []


def test_versions_compare_as_numbers() -> None:
    assert (parse_version("v1.10.0") or ()) > (parse_version("v1.9.9") or ())
