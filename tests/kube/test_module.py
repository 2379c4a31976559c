# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The modules as people use them: from a playbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from kube.objects import config_map, namespace_of, secret
from kube.playbook import play, task, write
from kube.server import KubeServer

CANARY = "white-rabbit-canary"
CHART = {"apiVersion": "v2", "name": "web", "version": "0.1.0"}
# Jinja and Helm share their brackets.
TEMPLATE = """
apiVersion: v1
kind: {kind}
metadata:
  name: {name}
{section}:
  word: {value}
"""


def apply(
    server: KubeServer, folder: Path, arguments: dict[str, Any], *options: str, status: int = 0
) -> str:
    """Run ``k8s_apply`` in a play that names the kubeconfig once for the whole group."""
    tasks = [task("k8s_apply", {"wait": False, **arguments})]
    return play(folder, tasks, *options, kubeconfig=server.kubeconfig(), status=status)


def test_second_run_of_a_play_changes_nothing(
    server: KubeServer, tmp_path: Path, name: str
) -> None:
    write(tmp_path, {"set/all.yml": [config_map(name, key="value"), namespace_of(name)]})
    arguments = {"src": ["set"]}
    assert "changed=1" in apply(server, tmp_path, arguments, "--check", "--diff")
    text = apply(server, tmp_path, arguments, "-v")
    assert "changed=1" in text
    assert f"created ConfigMap {name}/settings (" in text
    assert "2 created; " in text
    assert "changed=0" in apply(server, tmp_path, arguments, "--check")
    text = apply(server, tmp_path, arguments, "-v")
    assert "changed=0" in text
    assert "2 unchanged; " in text
    assert "settings" not in text


def test_secret_values_appear_nowhere(server: KubeServer, tmp_path: Path, name: str) -> None:
    write(
        tmp_path,
        {
            "templates/secret.yml.j2": TEMPLATE.format(
                kind="Secret", name="template", section="stringData", value="{{ word }}"
            ),
            "files/web/Chart.yaml": CHART,
            "files/web/templates/secret.yml": TEMPLATE.format(
                kind="Secret", name="chart", section="stringData", value="{{ .Values.word }}"
            ),
        },
    )
    arguments = {
        "namespace": name,
        "definition": [namespace_of(name), secret(name, "definition", word=CANARY)],
        "templates": ["secret.yml.j2"],
        "charts": [{"chart": "web", "name": "web", "values": {"word": CANARY}}],
    }
    options = ("-vvvv", "--diff", "--extra-vars", f"@{tmp_path}/word.yml")
    write(tmp_path, {"word.yml": {"word": CANARY}})
    text = apply(server, tmp_path, arguments, *options)
    for source in ("definition", "template", "chart"):
        assert f"Secret {name}/{source}" in text
    assert '"module_args"' in text
    assert CANARY not in text


def test_rendered_text_is_a_definition(server: KubeServer, tmp_path: Path, name: str) -> None:
    write(tmp_path, {"set.yml": [namespace_of(name), config_map(name, key="value")]})
    text = (tmp_path / "set.yml").read_text()
    assert "changed=1" in apply(server, tmp_path, {"definition": [text]})


def test_failure_tells_what_was_done_before(server: KubeServer, tmp_path: Path, name: str) -> None:
    apply(server, tmp_path, {"definition": [namespace_of(name), config_map(name, "still")]})
    definition = [
        namespace_of(f"{name}-more"),
        config_map(name, "still"),
        config_map(name, "Not_A_Name"),
    ]
    text = apply(server, tmp_path, {"definition": definition}, status=2)
    assert "1 object was refused" in text
    assert '"changed": true' in text
    assert f'"name": "{name}-more"' in text
    assert '"unchanged": 1' in text
    # Only what moved is listed.
    assert '"name": "still"' not in text


def test_modules_find_what_the_role_brings(server: KubeServer, tmp_path: Path, name: str) -> None:
    source = {
        "namespace": name,
        "src": ["namespace.yml"],
        "templates": ["settings.yml.j2"],
        "charts": [{"chart": "web", "name": "chart", "values_files": ["values.yml"]}],
        "kustomize": "overlay",
    }
    config = {"kind": "ConfigMap", "section": "data"}
    write(
        tmp_path / "roles/web",
        {
            "files/namespace.yml": namespace_of(name),
            "files/values.yml": {"word": "from-a-file"},
            "files/web/Chart.yaml": CHART,
            "files/web/templates/a.yml": TEMPLATE.format(
                name="{{ .Release.Name }}", value="{{ .Values.word }}", **config
            ),
            "files/overlay/kustomization.yaml": {"resources": ["a.yml"]},
            "files/overlay/a.yml": config_map(name, "overlay"),
            "templates/settings.yml.j2": TEMPLATE.format(
                name="template", value="{{ word }}", **config
            ),
        },
    )
    tasks = [
        task("k8s_apply", {"wait": False, **source}),
        task("k8s_wait", source),
        task("k8s_drift_info", source, register="drift", failed_when="drift.drifted"),
    ]
    write(tmp_path, {"roles/web/tasks/main.yml": yaml.safe_dump(tasks)})
    include = [{"name": "Role", "ansible.builtin.include_role": {"name": "web"}}]
    text = play(
        tmp_path, include, "-v", kubeconfig=server.kubeconfig(), vars={"word": "from-a-variable"}
    )
    assert "ok=4    changed=1" in text
    for created in ("template", "chart", "overlay"):
        assert f"created ConfigMap {name}/{created} (" in text


def test_error_names_the_template_and_the_chart(
    server: KubeServer, tmp_path: Path, name: str
) -> None:
    write(tmp_path, {"templates/a.yml.j2": "\nkind: ConfigMap\n"})
    text = apply(server, tmp_path, {"templates": ["a.yml.j2"]}, status=2)
    assert "a.yml.j2:2: the object has no apiVersion" in text
    write(tmp_path, {"web/Chart.yaml": CHART, "web/templates/a.yml": "a: {{ .Values.b.c }}\n"})
    charts = [{"chart": "web", "name": "shop"}]
    text = apply(server, tmp_path, {"charts": charts}, status=2)
    assert "could not render chart shop: template: web/templates/a.yml:1:" in text


def test_task_may_go_on_in_the_background(server: KubeServer, tmp_path: Path, name: str) -> None:
    template = TEMPLATE.format(kind="ConfigMap", name=name, section="data", value="{{ word }}")
    write(tmp_path, {"templates/a.yml.j2": template})
    later = task("k8s_apply", {"templates": ["a.yml.j2"]}, poll=1, **{"async": 60})
    keywords: dict[str, Any] = {"kubeconfig": server.kubeconfig(), "vars": {"word": "late"}}
    assert "changed=1" in play(tmp_path, [later], **keywords)
    again = task("k8s_apply", {"templates": ["a.yml.j2"]})
    assert "changed=0" in play(tmp_path, [again], **keywords)


def test_quiet_task_shows_no_names(server: KubeServer, tmp_path: Path, name: str) -> None:
    arguments = {"definition": namespace_of(name)}
    text = play(
        tmp_path,
        [task("k8s_apply", arguments, no_log=True)],
        "-v",
        kubeconfig=server.kubeconfig(),
    )
    assert "changed=1" in text
    assert name not in text
