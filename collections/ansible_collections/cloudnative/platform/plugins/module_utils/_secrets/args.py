# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Module arguments about Secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .rollout import Manner, Use
from .staleness import Need

VALUE: dict[str, dict[str, Any]] = {
    "key": {"type": "str", "required": True, "no_log": False},
    "remote": {"type": "str", "required": True},
    "property": {"type": "str"},
}
SECRET: dict[str, dict[str, Any]] = {
    "namespace": {"type": "str", "required": True},
    "name": {"type": "str", "required": True},
    "type": {"type": "str", "default": "Opaque"},
    "data": {"type": "list", "elements": "dict", "options": VALUE},
    "extract": {"type": "list", "elements": "str"},
}
# Documented in the fragments secret_set and secret_rollout.
SET: dict[str, dict[str, Any]] = {
    "secrets": {
        "type": "list",
        "elements": "dict",
        "default": [],
        "options": SECRET,
        "required_one_of": [["data", "extract"]],
        "no_log": False,
    },
    "set": {"type": "str", "default": "secrets"},
    "set_namespace": {"type": "str", "default": "kube-system"},
    "prune_allow_all": {"type": "bool", "default": False},
}
ROLLOUT: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "float", "default": 300.0},
}


def manner_of(params: Mapping[str, Any], check: bool) -> Manner:
    """How to restart, as a module's arguments ask for it."""
    return Manner(check, params["wait"], params["wait_timeout"])


def restarts(uses: Iterable[Use]) -> bool:
    """Whether a workload was restarted, or would be."""
    return any(use.need is Need.RESTART for use in uses)


def warnings_of(uses: Iterable[Use]) -> Iterator[str]:
    """What a person has to restart."""
    for use in uses:
        if use.need is Need.HELD:
            names = ", ".join(sorted(use.secrets))
            yield (
                f"{use.ref} runs with old values of {names} and is not restarted by a rolling "
                "update: it is paused, replaces pods only when they are deleted, or no controller "
                "of ours keeps it; restart it yourself"
            )
