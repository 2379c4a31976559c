# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads a service graph and names everything that is wrong with it, with its line."""

from __future__ import annotations

from pathlib import Path

from .model import Graph
from .parts import ROOT, parse
from .problems import GraphError, Problem
from .reader import Reader
from .relations import problems_between


def load(path: Path) -> Graph:
    """The graph of a file.

    Raises:
        GraphError: the file cannot be read, or the graph is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GraphError(str(path), [Problem(1, ROOT, f"cannot be read: {error}")]) from error
    return loads(text, str(path))


def loads(text: str, file: str) -> Graph:
    """The graph of a YAML text; ``file`` is what errors call it.

    Raises:
        GraphError: the graph is wrong.
    """
    root, problems = parse(text)
    if not problems:
        reader = Reader()
        graph = reader.graph(root)
        # What cannot be read would only be reported a second time by what refers to it.
        problems = reader.problems or problems_between(graph)
    if problems:
        raise GraphError(file, problems)
    return graph
