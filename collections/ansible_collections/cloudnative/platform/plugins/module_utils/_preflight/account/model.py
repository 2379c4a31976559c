# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is going to be built, as far as the account has to have room for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Build:
    """A platform that an account is to hold.

    Attributes:
        platform: its name, which is the name of its cluster, its database and so on, and the
            value of the tag ``platform`` on everything that it has.
        account: account of twelve digits.
        region: AWS region.
        vpc_cidr: IPv4 range of its VPC.
        zones: availability zones that it uses.
        kubernetes_version: as EKS names it, for example ``1.35``.
        services: services that get an image repository.
        state_bucket: bucket of the Terraform state; empty where there is none.
        needs: how many of each thing it needs, by the names of quotas.QUOTAS.
        warn_days: days before the end of a support from which to warn.
    """

    platform: str
    account: str
    region: str
    vpc_cidr: str
    zones: int
    kubernetes_version: str
    services: tuple[str, ...]
    state_bucket: str
    needs: Mapping[str, int]
    warn_days: int


def tags(entry: Any) -> dict[str, str]:
    """Tags by name, however a service writes them."""
    if isinstance(entry, Mapping):
        return dict(entry)
    return {str(tag["Key"]): str(tag["Value"]) for tag in entry or []}


def is_ours(found: Mapping[str, str], build: Build) -> bool:
    """Whether something with these tags belongs to this platform already."""
    return found.get("platform") == build.platform
