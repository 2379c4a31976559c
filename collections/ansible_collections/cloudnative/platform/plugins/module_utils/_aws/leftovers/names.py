# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""DNS records that external-dns has made for Services and Ingresses of the cluster.

It writes beside each record a TXT record that names its owner; that is the only mark they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .api import Api
from .model import Kind, Leftover, Scope

Record = Mapping[str, Any]
# Newer versions put the type of the record that is owned before the name of the TXT record.
_TYPED = re.compile(r"^(a|aaaa|cname|ns|mx|srv|naptr)-(.+)$")


def owned(records: Sequence[Record], cluster: str) -> list[Record]:
    """The records of a zone whose owner is the cluster, with those that say so."""
    marks = [record for record in records if _is_mark(record, cluster)]
    names: set[tuple[str, str]] = set()
    for mark in marks:
        typed = _TYPED.match(mark["Name"])
        names.add((typed[2], typed[1].upper()) if typed else (mark["Name"], ""))
    return [
        record
        for record in records
        if record in marks
        or (record["Name"], record["Type"]) in names
        or ((record["Name"], "") in names and record["Type"] in ("A", "AAAA", "CNAME"))
    ]


def _is_mark(record: Record, cluster: str) -> bool:
    texts = [str(value["Value"]).strip('"') for value in record.get("ResourceRecords") or []]
    owner = f"external-dns/owner={cluster}"
    return record["Type"] == "TXT" and any(
        "heritage=external-dns" in text.split(",") and owner in text.split(",") for text in texts
    )


def _records(api: Api, scope: Scope) -> Iterator[Leftover]:
    for zone in api.pages("route53", "list_hosted_zones", "HostedZones"):
        identity = zone["Id"].rpartition("/")[2]
        records = api.pages(
            "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=identity
        )
        for record in owned(records, scope.cluster):
            key = "_".join(
                part
                for part in (identity, record["Name"], record["Type"], record.get("SetIdentifier"))
                if part
            )
            yield Leftover("aws_route53_record", key, record["Name"], "", "present", {})


def _delete_record(api: Api, leftover: Leftover) -> None:
    """Route 53 wants the whole record said again to delete it."""
    zone = leftover.id.split("_")[0]
    records = api.pages(
        "route53", "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone
    )
    wanted = leftover.id.split("_", 1)[1]
    for record in records:
        parts = (record["Name"], record["Type"], record.get("SetIdentifier"))
        if "_".join(part for part in parts if part) == wanted:
            change = {"Action": "DELETE", "ResourceRecordSet": record}
            api.call(
                "route53",
                "change_resource_record_sets",
                HostedZoneId=zone,
                ChangeBatch={"Changes": [change]},
            )


KINDS = (Kind("aws_route53_record", "", _records, _delete_record),)
