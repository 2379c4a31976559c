# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Check of the service graph."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .._graph.load import load
from .._graph.problems import GraphError
from .model import Check


def check_graph(file: Path) -> Iterator[Check]:
    """Every mistake in the service graph, with its line."""
    try:
        load(file)
    except GraphError as error:
        for line in error.lines:
            yield Check("service graph", "fail", line)
