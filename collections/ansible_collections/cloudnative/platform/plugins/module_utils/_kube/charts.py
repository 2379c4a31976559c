# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Renders Helm charts into text; Helm neither talks to the cluster nor keeps a release in it."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import programs
from .errors import ManifestError
from .threads import all_of

# Helm runs hooks at moments of a release. Those of these moments belong to what is installed.
INSTALLED = {"crd-install", "pre-install", "post-install", "pre-upgrade", "post-upgrade"}
HOOK = "helm.sh/hook"
DEFAULT_NAMESPACE = "default"
# What Helm writes above each object; no content begins a line like this.
SOURCE = re.compile(r"^# Source: (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Chart:
    """One release: a chart, its name and namespace, and the values for its templates."""

    chart: str
    name: str
    namespace: str
    values: Mapping[str, Any]
    values_files: Sequence[str] = ()
    include_crds: bool = True
    api_versions: Sequence[str] = ()
    kube_version: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any], namespace: str | None) -> Chart:
        """A chart as the argument ``charts`` of a module names it."""
        return cls(
            chart=given["chart"],
            name=given["name"],
            namespace=given.get("namespace") or namespace or DEFAULT_NAMESPACE,
            values=given.get("values") or {},
            values_files=given.get("values_files") or (),
            include_crds=given.get("include_crds", True),
            api_versions=given.get("api_versions") or (),
            kube_version=given.get("kube_version"),
        )

    def arguments(self) -> list[str]:
        """Arguments of ``helm``; the values come last and on its standard input."""
        versions = [f"--api-versions={version}" for version in self.api_versions]
        return [
            "template",
            f"--namespace={self.namespace}",
            *(["--include-crds"] if self.include_crds else []),
            *versions,
            *([f"--kube-version={self.kube_version}"] if self.kube_version else []),
            *[f"--values={file}" for file in self.values_files],
            "--values=-",
            "--",
            self.name,
            self.chart,
        ]


def render(charts: Sequence[Chart], binary: str | None = None) -> list[str]:
    """The manifests of each chart, all rendered at once. Raises ManifestError."""
    if not charts:
        return []
    program = programs.find(binary, ["helm"], f"render chart {charts[0].name}")
    return all_of(lambda chart: _render(program, chart), charts, lambda: len(charts))


def _render(program: str, chart: Chart) -> str:
    if not Path(chart.chart).exists():
        raise ManifestError(
            f"chart {chart.name}: {chart.chart} does not exist; "
            "a chart is a folder or a .tgz file, nothing is downloaded"
        )
    # Values may be secret: they appear neither in the process list nor on a disk.
    return programs.output(
        [program, *chart.arguments()], f"render chart {chart.name}", json.dumps(chart.values)
    )


class Sources:
    """Which file of its chart each line of a rendering came from."""

    def __init__(self, name: str, text: str):
        self.name = name
        found = list(SOURCE.finditer(text))
        self.lines = [text.count("\n", 0, match.start()) + 1 for match in found]
        # The first part is the name of the chart, also where the release has another name.
        self.files = [match[1].partition("/")[2] for match in found]

    def at(self, line: int) -> str:
        """Release and file of a line (1-based)."""
        index = bisect_right(self.lines, line)
        return f"chart {self.name}: {self.files[index - 1]}" if index else f"chart {self.name}"


def is_installed(body: Mapping[str, Any]) -> bool:
    """Whether an object stays after an installation: not a test, nor a hook of a removal."""
    annotations = (body.get("metadata") or {}).get("annotations") or {}
    moments = {moment.strip() for moment in str(annotations.get(HOOK) or "").split(",")}
    return moments == {""} or bool(moments & INSTALLED)
