# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Action ``lab_run``: a lab command with live progress.

A module could not show anything before it ends, and a first build takes half an hour.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

display = Display()


class ActionModule(ActionBase):  # type: ignore[misc]
    """Runs ``python -m platform_lab`` as a child of the playbook."""

    _requires_connection = False
    _supports_check_mode = True

    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Run the command; see the module's documentation for arguments and result."""
        super().run(tmp, task_vars)
        _, arguments = self.validate_argument_spec(
            argument_spec={"argv": {"type": "list", "elements": "str", "required": True}}
        )
        argv = list(arguments["argv"])
        if self._task.check_mode:
            argv.append("--check")
        # Actions run in a fork: its parent is the ansible-playbook that shall hold the lab.
        command = [sys.executable, "-m", "platform_lab", "--owner", str(os.getppid()), *argv]
        environment: dict[str, str] = {}
        self._compute_environment_string(environment)
        process = subprocess.Popen(
            command,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr and process.stdout  # noqa: S101 (both are pipes)
        error: list[str] = []
        for line in process.stderr:
            if error or line.startswith("error: "):
                error.append(line)
            else:
                display.display(f"    {line.rstrip()}")
        output = process.stdout.read()
        if process.wait() != 0:
            message = "".join(error).removeprefix("error: ").strip()
            why = message or f"the command ended with status {process.returncode}"
            return {"failed": True, "msg": why, "rc": process.returncode}
        result: dict[str, Any] = {"changed": False} | json.loads(output)
        return result
