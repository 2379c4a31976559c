# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Action ``k8s_apply``: what only the controller can do for the modules that take a set.

It renders templates with the variables of the task, finds files of the role, and shows at ``-v``
the objects that moved instead of all of them. meta/runtime.yml gives it to the other modules too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail, AnsibleFileNotFound
from ansible.module_utils.common.validation import check_type_list
from ansible.plugins.action import ActionBase
from ansible.plugins.loader import lookup_loader
from ansible.utils.display import Display
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import titled

# Where nothing has happened, and nothing has to.
STILL = {"unchanged", "absent", "in_sync", "ready"}
# From this verbosity on the whole result is shown.
ALL = 3

display = Display()


class ActionModule(ActionBase):  # type: ignore[misc]
    """Completes the arguments and runs the module of the task."""

    _supports_check_mode = True
    _supports_async = True

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Run the module; see its documentation for arguments and result."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = dict(self._task.args)
        if arguments.get("templates"):
            arguments["templates"] = self._rendered(arguments["templates"], task_vars or {})
        if self._connection.transport == "local":
            arguments |= self._found(arguments)
        later = self._task.async_val
        result |= self._execute_module(module_args=arguments, task_vars=task_vars, wrap_async=later)
        if not later:
            self._remove_tmp_path(self._connection._shell.tmpdir)
        return readable(result, quiet=bool(self._task.no_log))

    def _rendered(self, templates: Any, variables: dict[str, Any]) -> list[str]:
        """Each template below a line with its path, rendered as the lookup C(template) does."""
        paths = [str(path) for path in check_type_list(templates)]
        lookup = lookup_loader.get(
            "ansible.builtin.template", loader=self._loader, templar=self._templar
        )
        texts = lookup.run(paths, variables)
        for path, text in zip(paths, texts, strict=True):
            if not isinstance(text, str):
                # A template of one expression keeps the type of its value.
                raise AnsibleActionFail(
                    f"{path} is a value and not a text: add a filter such as to_nice_yaml to it"
                )
        return [titled(path, text) for path, text in zip(paths, texts, strict=True)]

    def _found(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments that name files, with those of the role or playbook found."""
        found: dict[str, Any] = {}
        if arguments.get("src"):
            found["src"] = self._all(arguments["src"])
        if arguments.get("kustomize"):
            found["kustomize"] = self._one(arguments["kustomize"])
        charts = arguments.get("charts")
        if isinstance(charts, list) and all(isinstance(chart, dict) for chart in charts):
            found["charts"] = [self._chart(chart) for chart in charts]
        return found

    def _chart(self, chart: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(chart)
        if chart.get("chart"):
            found["chart"] = self._one(chart["chart"])
        if chart.get("values_files"):
            found["values_files"] = self._all(chart["values_files"])
        return found

    def _all(self, paths: Any) -> list[str]:
        return [self._one(path) for path in check_type_list(paths)]

    def _one(self, path: str) -> str:
        """The path in ``files`` of the role or playbook; as it is if there is none of it."""
        if Path(path).expanduser().is_absolute():
            return path
        try:
            return str(self._find_needle("files", path))
        except AnsibleFileNotFound:
            return path


def readable(result: dict[str, Any], quiet: bool) -> dict[str, Any]:
    """The result as people see it; a registered one stays whole unless the task has failed."""
    objects = result.get("objects")
    if not isinstance(objects, list):
        return result
    if result.get("failed"):
        # Printed in any case, so without what nothing is to be said about.
        return result | {"objects": [entry for entry in objects if done_to(entry) not in STILL]}
    if 0 < display.verbosity < ALL and not quiet:
        for line in lines(objects, result.get("totals") or {}):
            display.display(f"    {line}")
        # Not a second time.
        result["_ansible_verbose_override"] = True
    return result


def done_to(entry: Mapping[str, Any]) -> str:
    """What was done to an object, or else its state."""
    return str(entry.get("action") or entry.get("state"))


def lines(objects: Sequence[Mapping[str, Any]], totals: Mapping[str, Any]) -> Iterator[str]:
    """The objects that moved or are not as wanted, one on a line, and how many there are of each.

    Args:
        objects: of a module's result.
        totals: its requests and milliseconds, where the module counts them.
    """
    for entry in objects:
        if done_to(entry) not in STILL:
            name = "/".join(part for part in (entry["namespace"], entry["name"]) if part)
            yield f"{done_to(entry)} {entry['kind']} {name}{details(entry)}"
    counts = [f"{number} {word}" for word, number in Counter(map(done_to, objects)).items()]
    spent = [f"{totals[unit]} {unit}" for unit in ("requests", "ms") if unit in totals]
    yield "; ".join(", ".join(part) for part in (counts or ["no objects"], spent) if part)


def details(entry: Mapping[str, Any]) -> str:
    """Why an object is in its state, or how long its write took."""
    if "ms" in entry:
        return f" ({entry['ms']} ms)"
    fields = ", ".join(field["path"] for field in entry.get("fields") or [])
    why = entry.get("message") or entry.get("error") or fields
    return f": {why}" if why else ""
