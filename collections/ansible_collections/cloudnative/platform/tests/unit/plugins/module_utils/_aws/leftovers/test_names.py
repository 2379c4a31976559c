# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which DNS records are of the cluster, by the marks of external-dns."""

from __future__ import annotations

from typing import Any

from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.names import owned


def record(name: str, type: str, *values: str) -> dict[str, Any]:
    return {"Name": name, "Type": type, "ResourceRecords": [{"Value": value} for value in values]}


def mark(name: str, owner: str = "shop") -> dict[str, Any]:
    return record(name, "TXT", f'"heritage=external-dns,external-dns/owner={owner}"')


def test_a_mark_of_a_type_names_one_record() -> None:
    records = [
        record("web.example.com.", "A", "192.0.2.1"),
        record("web.example.com.", "AAAA", "2001:db8::1"),
        record("web.example.com.", "MX", "10 mail.example.com."),
        mark("a-web.example.com."),
    ]
    assert owned(records, "shop") == [records[0], records[3]]


def test_an_older_mark_names_the_addresses_of_its_own_name() -> None:
    records = [
        record("web.example.com.", "CNAME", "lb.example.com."),
        record("web.example.com.", "CAA", "0 issue example.com"),
        mark("web.example.com."),
    ]
    assert owned(records, "shop") == [records[0], records[2]]


def test_records_of_others_stay() -> None:
    records = [
        record("web.example.com.", "A", "192.0.2.1"),
        mark("a-web.example.com.", "shop-2"),
        record("web.example.com.", "TXT", '"v=spf1 -all"'),
    ]
    assert owned(records, "shop") == []
