# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.creations import (
    Creation,
    creations,
    held,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._terraform.orphans import (
    import_blocks,
    matches,
)

from .plans import change, module, plan, present

TAGS = {"Name": "lab-a", "platform": "lab"}


@dataclass(frozen=True)
class Thing:
    type: str
    id: str
    name: str = ""
    state: str = "present"
    tags: dict[str, str] = field(default_factory=dict)


def role(name: str = "lab-node") -> Creation:
    return Creation("aws_iam_role.node", "aws_iam_role", {"name": name})


def network(**values: Any) -> Creation:
    return Creation("aws_vpc.this", "aws_vpc", values)


def chosen(creation: Creation, *found: Thing, known: tuple[str, str] = ("", "")) -> str | None:
    twin = matches([creation], found, {known}).get(creation.address)
    return twin.id if twin else None


def test_named_things_are_known_by_name() -> None:
    others = (Thing("aws_iam_role", "other", "other"), Thing("aws_lb", "lab-node", "lab-node"))
    assert chosen(role(), *others, Thing("aws_iam_role", "lab-node", "lab-node")) == "lab-node"
    assert chosen(role(), *others) is None


def test_nameless_things_are_known_by_all_their_tags() -> None:
    twin = Thing("aws_vpc", "vpc-1", tags=TAGS | {"made": "by aws"})
    assert chosen(network(tags_all=TAGS), twin) == "vpc-1"
    assert chosen(network(tags_all=TAGS), Thing("aws_vpc", "vpc-1", tags={"Name": "b"})) is None


def test_default_tags_alone_tell_nothing_apart() -> None:
    twin = Thing("aws_vpc", "vpc-1", tags={"platform": "lab"})
    assert chosen(network(tags_all={"platform": "lab"}), twin) is None
    assert chosen(network(), twin) is None


def test_what_the_state_knows_is_no_orphan() -> None:
    twin = Thing("aws_iam_role", "lab-node", "lab-node")
    assert chosen(role(), twin, known=("aws_iam_role", "lab-node")) is None


@pytest.mark.parametrize(
    ("kind", "taken"), [("aws_secretsmanager_secret", True), ("aws_lb", False)]
)
def test_only_a_secret_comes_back_from_its_recovery_window(kind: str, taken: bool) -> None:
    creation = Creation(f"{kind}.this", kind, {"name": "x"})
    assert (chosen(creation, Thing(kind, "x", "x", "scheduled")) == "x") is taken
    assert chosen(creation, Thing(kind, "x", "x", "going")) is None


def test_one_thing_is_adopted_once_and_its_double_stays() -> None:
    planned = [
        Creation(f"aws_eip.nat[{number}]", "aws_eip", {"tags_all": TAGS}) for number in (0, 1, 2)
    ]
    found = [Thing("aws_eip", name, tags=TAGS) for name in ("eip-2", "eip-1")]
    assert {address: twin.id for address, twin in matches(planned, found, set()).items()} == {
        "aws_eip.nat[0]": "eip-1",
        "aws_eip.nat[1]": "eip-2",
    }


def test_an_identity_provider_is_known_by_its_url_without_the_scheme() -> None:
    kind = "aws_iam_openid_connect_provider"
    creation = Creation("p", kind, {"url": "https://oidc.example/id"})
    assert chosen(creation, Thing(kind, "arn:1", "oidc.example/id")) == "arn:1"


def test_a_replacement_is_no_creation() -> None:
    found = plan(change("aws_vpc.a", "create", after={}), change("aws_vpc.b", "delete", "create"))
    assert [creation.address for creation in creations(found)] == ["aws_vpc.a"]


def test_state_and_imports_are_held() -> None:
    adopted = change("aws_vpc.a", "no-op", importing={"id": "vpc-1"})
    values = module(present("aws_eip", id="eip-1"))
    assert held(plan(adopted, prior_state={"values": values})) == {
        ("aws_vpc", "vpc-1"),
        ("aws_eip", "eip-1"),
    }


def test_import_blocks_are_terraform_code() -> None:
    assert import_blocks({'aws_eip.nat["a"]': 'x"${y}%{z}'}) == (
        'import {\n  to = aws_eip.nat["a"]\n  id = "x\\"$${y}%%{z}"\n}\n'
    )
