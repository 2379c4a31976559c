"""Who called, as the header says it."""

from __future__ import annotations

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.identity import (
    Identity,
    caller,
    parse_client_cert,
    parse_spiffe,
)

BY = "By=spiffe://cluster.local/ns/verify-mesh/sa/echo"
REAL = f'{BY};Hash=e3b0;Subject="";URI=spiffe://cluster.local/ns/verify-mesh/sa/caller'


def test_caller_is_the_uri_of_the_certificate() -> None:
    assert caller(REAL) == Identity("cluster.local", "verify-mesh", "caller")


def test_caller_is_what_the_last_proxy_wrote_not_what_was_sent() -> None:
    forged = "URI=spiffe://cluster.local/ns/blog/sa/blog"
    assert str(caller(f"{forged},{REAL}")) == "spiffe://cluster.local/ns/verify-mesh/sa/caller"


def test_quoted_values_may_hold_separators() -> None:
    header = 'Subject="O=a;b, CN=\\"x\\"";URI=spiffe://d/ns/n/sa/s,By=other'
    assert parse_client_cert(header) == [
        {"subject": 'O=a;b, CN="x"', "uri": "spiffe://d/ns/n/sa/s"},
        {"by": "other"},
    ]


@pytest.mark.parametrize(
    "header", ["", "nonsense", "By=spiffe://cluster.local/ns/a/sa/b", "URI=https://example.org"]
)
def test_no_identity_is_nobody(header: str) -> None:
    assert caller(header) is None


@pytest.mark.parametrize("uri", ["spiffe://d/ns/n", "spiffe://d/ns/n/sa/s/more", "", "d/ns/n/sa/s"])
def test_other_uris_are_no_workload(uri: str) -> None:
    assert parse_spiffe(uri) is None
