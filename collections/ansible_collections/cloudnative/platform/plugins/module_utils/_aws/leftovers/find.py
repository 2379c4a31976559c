# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds everything that AWS has of a platform."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from ..eks_token_program import Source
from ..errors import AwsError
from .api import Api, Refused, each
from .kinds import KINDS
from .model import Leftover, Scope
from .others import others

# In this way a service says that it, or we in it, do not exist in a region.
NO_SERVICE = ("OptInRequired", "SubscriptionRequiredException")


class Survey(NamedTuple):
    """What was found, and what could not be looked for: a kind and why."""

    found: list[Leftover]
    blind: list[str]


def find(source: Source, platform: str) -> list[Leftover]:
    """Everything of a platform; ``source.cluster`` is the name of its EKS cluster.

    Raises AwsError where a kind cannot be looked for.
    """
    survey = look(Api(source), Scope(platform, source.cluster))
    if survey.blind:
        raise AwsError("\n".join(survey.blind))
    return survey.found


def look(api: Api, scope: Scope, types: Collection[str] = ()) -> Survey:
    """As ``find``, but what cannot be looked for does not hide the rest.

    ``types``: only these kinds; without any, all of them and things of kinds that are not known.
    """

    def ask(entry: tuple[str, Callable[[Api, Scope], Iterator[Leftover]]]) -> Survey:
        name, lister = entry
        try:
            return Survey(list(lister(api, scope)), [])
        except AwsError as error:
            if isinstance(error, Refused) and error.code in NO_SERVICE:
                return Survey([], [])
            return Survey([], [f"cannot look for {name}: {error}"])

    listers = [(kind.type, kind.find) for kind in KINDS if not types or kind.type in types]
    if not types:
        listers.append(("things of other kinds", others))
    surveys = list(each(ask, listers))
    return Survey(
        [leftover for survey in surveys for leftover in survey.found],
        [line for survey in surveys for line in survey.blind],
    )
