# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Callback ``run_report``: what a run did, on one screen and as JSON."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from ansible import context
from ansible.errors import AnsibleError
from ansible.plugins.callback import CallbackBase
from ansible.template import Templar
from ansible_collections.cloudnative.platform.plugins.plugin_utils.run_record import Record
from ansible_collections.cloudnative.platform.plugins.plugin_utils.run_summary import (
    Line,
    Outcome,
    components,
    render,
)

DOCUMENTATION = r"""
name: run_report
type: aggregate
short_description: End a run with a short summary
description:
  - Prints how long each phase (role) took and what it changed, what was installed in which version,
    how the proofs ended, where the platform answers, where the report lies and what to type next.
  - Writes the same figures, task by task, as C(run.json) into the folder that the variable
    C(platform_report_dir) names. Without that variable nothing is written.
  - Keeps names and numbers only, never arguments or results of tasks.
version_added: 0.1.0
author: cloudnative.platform contributors
requirements:
  - enabled by C(callbacks_enabled) in ansible.cfg
"""

# The only variables that are looked at.
VARIABLES = ("platform_environment", "platform_report_dir", "platform_root", "platform_kubeconfig")
# The playbook that runs all phases of the platform.
WHOLE = "site.yml"


class CallbackModule(CallbackBase):  # type: ignore[misc]
    """Listens to the run; everything but the printing is done by plugin_utils."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "cloudnative.platform.run_report"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._record = Record()
        self._started = datetime.now(UTC)
        self._playbooks: list[str] = []
        self._play: Any = None
        self._variables: dict[str, str] = {}

    def v2_playbook_on_start(self, playbook: Any) -> None:
        """Remember which playbooks ran."""
        self._playbooks.append(Path(playbook._file_name).name)

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """Remember whose variables to ask for."""
        self._play = play

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task begins."""
        phase = task._role.get_name() if task._role else self._play.get_name()
        self._record.start(phase, task.get_name(), time.monotonic())

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """A handler begins."""
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_start(self, host: Any, task: Any) -> None:
        """The first task on a host shows where the report lies."""
        if not self._variables:
            self._variables = _variables(self._play, host, task)

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task went well on a host."""
        self._record.result(changed=result.is_changed())

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task failed on a host."""
        self._record.result(failed=not ignore_errors)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host could not be reached."""
        self._record.result(failed=True)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """A playbook has ended; the last one brings the summary."""
        self._record.stop(time.monotonic())
        more = len(self._playbooks) < len(context.CLIARGS.get("args") or [])
        if not self._record.phases or (more and self._record.ok):
            return
        self._display.banner("SUMMARY")
        for line in self._lines():
            self._display.display(line.text, color=line.color)
        if not context.CLIARGS.get("check"):
            self._write()

    def _lines(self) -> list[Line]:
        folder = self._variables.get("platform_report_dir")
        outcome = self._outcome(Path(folder)) if folder else Outcome({})
        return render(self._record, outcome, self._following(outcome))

    def _outcome(self, folder: Path) -> Outcome:
        """The report on proofs, where this run has written one."""
        path = folder / "proofs.json"
        if not path.exists() or path.stat().st_mtime < self._started.timestamp():
            return Outcome({})
        proofs = _mapping(path, json.loads)
        root = Path(self._variables.get("platform_root", "."))
        catalogue = _mapping(root / "catalogue.yml", yaml.safe_load)
        return Outcome(
            proofs, str(folder / "report.html"), components(catalogue, proofs.get("images") or [])
        )

    def _following(self, outcome: Outcome) -> list[str]:
        """What to type next, after a run of the whole platform that went well."""
        asked = context.CLIARGS
        part = asked.get("skip_tags") or set(asked.get("tags") or ["all"]) != {"all"}
        if WHOLE not in self._playbooks or part or not self._record.ok or not outcome.proofs:
            return []
        gateway = outcome.proofs.get("about", {}).get("gateway", "")
        environment = self._variables.get("platform_environment", "")
        if environment == "lab":
            return [f"curl {gateway}/api/posts", "make lab-status", "make test", "make lab-down"]
        again = f"ansible-playbook -i inventories/{environment} site.yml --tags verify"
        return [f"curl {gateway}/api/posts", again]

    def _write(self) -> None:
        folder = self._variables.get("platform_report_dir")
        if not folder:
            return
        document = {
            "environment": self._variables.get("platform_environment", ""),
            "playbooks": self._playbooks,
            "started": self._started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            **self._record.as_dict(),
        }
        path = Path(folder) / "run.json"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document, indent=2) + "\n", "utf-8")
        except OSError as error:
            self._display.warning(f"run_report: cannot write {path}: {error.strerror}")


def _variables(play: Any, host: Any, task: Any) -> dict[str, str]:
    """Those of ``VARIABLES`` that are set and can be resolved."""
    values = play.get_variable_manager().get_vars(play=play, host=host, task=task)
    templar = Templar(loader=play.get_loader(), variables=values)
    found = {}
    for name in VARIABLES:
        if name in values:
            try:
                found[name] = str(templar.template(values[name]))
            # A variable that cannot be resolved here is the business of the task that needs it.
            except AnsibleError:
                continue
    return found


def _mapping(path: Path, parse: Callable[[str], Any]) -> Mapping[str, Any]:
    """What a file holds; empty where it is missing or holds no mapping."""
    try:
        document = parse(path.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return document if isinstance(document, dict) else {}
