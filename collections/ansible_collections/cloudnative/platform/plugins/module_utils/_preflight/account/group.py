# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Actions of IAM and what they are asked on."""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """Actions on one kind of resource.

    ``resource`` and the values of ``context`` hold {partition}, {region}, {account}, {platform}
    and {service}, the name of one of the platform's services.
    """

    resource: str
    context: dict[str, str]
    actions: tuple[str, ...]


def actions(service: str, words: str) -> tuple[str, ...]:
    """Actions of a service, out of their names in one text."""
    return tuple(f"{service}:{word}" for word in words.split())
