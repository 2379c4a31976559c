# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.charts import (
    Chart,
    Sources,
    is_installed,
    render,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import (
    Loaded,
    gather,
)

RENDERED = """---
# Source: web/templates/a.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  text: |
    # Source: web/none.yaml
---
# Source: web/charts/sub/templates/b.yaml
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: other}}
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
---
# Source: web/templates/tests/t.yaml
apiVersion: v1
kind: Pod
metadata:
  name: t
  annotations: {helm.sh/hook: test}
"""


def helm(folder: Path, script: str) -> str:
    """A program in helm's place."""
    path = folder / "helm"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def chart_in(folder: Path, **more: Any) -> Chart:
    return Chart.of({"chart": str(folder), "name": "web", **more}, None)


def test_arguments_name_everything_but_values() -> None:
    chart = Chart(
        chart="charts/web.tgz",
        name="web",
        namespace="shop",
        values={"password": "hush"},
        values_files=["a.yml", "b.yml"],
        api_versions=["x/v1"],
        kube_version="1.35",
    )
    assert chart.arguments() == [
        "template",
        "--namespace=shop",
        "--include-crds",
        "--api-versions=x/v1",
        "--kube-version=1.35",
        "--values=a.yml",
        "--values=b.yml",
        "--values=-",
        "--",
        "web",
        "charts/web.tgz",
    ]


@pytest.mark.parametrize(
    ("own", "of_the_set", "namespace"),
    [("a", "b", "a"), (None, "b", "b"), (None, None, "default")],
)
def test_namespace_is_the_charts_then_the_sets(
    own: str | None, of_the_set: str | None, namespace: str
) -> None:
    given = {"chart": "c", "name": "n", "namespace": own, "include_crds": False}
    chart = Chart.of(given, of_the_set)
    assert f"--namespace={namespace}" in chart.arguments()
    assert "--include-crds" not in chart.arguments()


def test_values_come_on_standard_input_only(tmp_path: Path) -> None:
    program = helm(tmp_path, f'echo "$@" > {tmp_path}/argv; cat > {tmp_path}/stdin')
    render([chart_in(tmp_path, values={"password": "hush"})], program)
    assert json.loads((tmp_path / "stdin").read_text()) == {"password": "hush"}
    assert "hush" not in (tmp_path / "argv").read_text()


def test_all_charts_are_rendered_at_once(tmp_path: Path) -> None:
    # The sixth argument is the name; each run waits for the folder of the other one.
    program = helm(
        tmp_path,
        f"""
        cd {tmp_path} && mkdir $6
        for try in $(seq 100); do [ -d a ] && [ -d b ] && echo $6 && exit; sleep 0.1; done
        exit 1""",
    )
    charts = [Chart(str(tmp_path), name, "x", {}) for name in ("a", "b")]
    assert render(charts, program) == ["a\n", "b\n"]


def test_objects_get_namespace_and_source_of_their_chart(tmp_path: Path) -> None:
    (tmp_path / "out").write_text(RENDERED)
    program = helm(tmp_path, f"cat {tmp_path}/out")
    loaded = gather(charts=[chart_in(tmp_path, namespace="shop")], helm_binary=program)
    assert [place(entry) for entry in loaded] == [
        ("a", "shop", "chart web: templates/a.yaml"),
        ("b", "other", "chart web: charts/sub/templates/b.yaml item 0"),
        ("c", "shop", "chart web: charts/sub/templates/b.yaml item 1"),
    ]


def place(loaded: Loaded) -> tuple[str, str, str]:
    metadata = loaded.body["metadata"]
    return metadata["name"], metadata["namespace"], loaded.source


def test_objects_above_any_source_have_the_charts_name() -> None:
    sources = Sources("web", "a: 1\n---\n# Source: web/templates/a.yaml\nb: 1\n")
    assert [sources.at(1), sources.at(4)] == ["chart web", "chart web: templates/a.yaml"]


@pytest.mark.parametrize(
    ("hook", "stays"),
    [
        (None, True),
        ("", True),
        ("pre-install", True),
        ("post-upgrade, post-delete", True),
        ("crd-install", True),
        ("test", False),
        ("test-success", False),
        ("pre-delete", False),
        ("pre-rollback,post-delete", False),
    ],
)
def test_hooks_of_an_installation_stay(hook: str | None, stays: bool) -> None:
    annotations = {} if hook is None else {"helm.sh/hook": hook}
    assert is_installed({"metadata": {"name": "a", "annotations": annotations}}) is stays


def test_helm_that_fails_says_why_and_nothing_else(tmp_path: Path) -> None:
    says = "Error: execution error at (web/templates/a.yaml:6:15): no password\\n\\n"
    says += "Use --debug flag to render out invalid YAML"
    program = helm(tmp_path, f"printf '{says}' >&2; exit 1")
    with pytest.raises(ManifestError) as caught:
        render([chart_in(tmp_path)], program)
    assert str(caught.value) == (
        f"{program} could not render chart web: "
        "execution error at (web/templates/a.yaml:6:15): no password"
    )


def test_missing_helm_and_missing_chart_are_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="needed to render chart web, but is not installed"):
        render([chart_in(tmp_path)], str(tmp_path / "no-helm"))
    with pytest.raises(ManifestError, match=r"chart web: .*/no-chart does not exist"):
        render([chart_in(tmp_path / "no-chart")], helm(tmp_path, "true"))
    assert render([], str(tmp_path / "no-helm")) == []
