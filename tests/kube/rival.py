# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Field managers that apply at the same moment, each from a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kube.conftest import apply_objects, connect
from kube.objects import Object

# Enough for the processes to start and to learn the server's kinds.
HEAD_START = 4.0


@dataclass(frozen=True)
class Rival:
    """What one manager wants; ``options`` are those of the engine."""

    manager: str
    objects: list[Object]
    options: dict[str, Any]


@dataclass(frozen=True)
class Report:
    """What it got: the action of each object by name, and the error's text if there was one."""

    actions: dict[str, str]
    error: str


def race(kubeconfig: Path, rivals: Sequence[Rival]) -> list[Report]:
    """Let all of them apply at one moment."""
    context = multiprocessing.get_context("spawn")
    start = time.time() + HEAD_START
    with ProcessPoolExecutor(len(rivals), mp_context=context) as pool:
        count = len(rivals)
        return list(pool.map(_apply, [kubeconfig] * count, rivals, [start] * count))


def _apply(kubeconfig: Path, rival: Rival, start: float) -> Report:
    from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import SetError

    client = connect(kubeconfig)
    client.find("v1", "ConfigMap")
    time.sleep(max(0.0, start - time.time()))
    try:
        outcomes = apply_objects(client, rival.objects, manager=rival.manager, **rival.options)
    except SetError as error:
        return Report({r["name"]: r["action"] for r in error.results}, str(error))
    return Report({o.ref.name: o.action for o in outcomes}, "")
