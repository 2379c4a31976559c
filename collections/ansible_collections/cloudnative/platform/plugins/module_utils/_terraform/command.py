# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs the terraform program for one environment."""

from __future__ import annotations

import getpass
import json
import os
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import CommandError, LockedError
from .lock import is_stale, living_runs, parse_lock, place_of


@dataclass(frozen=True)
class Terraform:
    """One environment's Terraform.

    Attributes:
        program: path of terraform.
        project: folder of the root module.
        work: folder for everything that a run leaves behind; readable by the owner only.
        environ: environment variables of the runs.
        lock_timeout: seconds to wait for another run to end.
        parallelism: resources at the same time.
    """

    program: str
    project: Path
    work: Path
    environ: Mapping[str, str]
    lock_timeout: int = 30
    parallelism: int = 10

    @property
    def data_dir(self) -> Path:
        """Providers and the backend's settings; not in the checkout, which may be read-only."""
        return self.work / "data"

    @property
    def plan_file(self) -> Path:
        """The saved plan: what was shown is what is applied."""
        return self.work / "plan"

    @property
    def log_file(self) -> Path:
        """What the last apply said; grows while it runs."""
        return self.work / "apply.log"

    def init(self, backend: Mapping[str, str | bool]) -> None:
        """Get providers ready and connect the state."""
        settings = [f"-backend-config={name}={_word(value)}" for name, value in backend.items()]
        self._run("init", "-input=false", "-reconfigure", *settings)

    def plan(self, variables: Path, destroy: bool = False) -> bool:
        """Save a plan; true where it changes anything.

        Args:
            variables: JSON file of the root module's variables.
            destroy: plan the end of everything instead.

        Raises:
            LockedError: another run holds the state.
            CommandError: Terraform failed.
        """
        code, _ = self._locked(
            "plan",
            "-input=false",
            "-detailed-exitcode",
            f"-out={self.plan_file}",
            f"-var-file={variables}",
            *(["-destroy"] if destroy else []),
            ok=(0, 2),
        )
        self.plan_file.chmod(0o600)
        return code == 2

    def apply(self) -> None:
        """Do what the saved plan says.

        Raises:
            LockedError: another run holds the state.
            CommandError: Terraform failed; what it had made until then is in the state.
        """
        self._locked("apply", "-input=false", "-auto-approve", str(self.plan_file))

    def show_plan(self) -> dict[str, Any]:
        """The saved plan as data; holds secrets."""
        plan: dict[str, Any] = json.loads(self._run("show", "-json", str(self.plan_file))[1])
        return plan

    def plan_text(self) -> str:
        """The saved plan for people; Terraform leaves secrets out."""
        return self._run("show", "-no-color", str(self.plan_file))[1]

    def outputs(self) -> dict[str, dict[str, Any]]:
        """Outputs as Terraform gives them: value, type, sensitive."""
        outputs: dict[str, dict[str, Any]] = json.loads(self._run("output", "-json")[1])
        return outputs

    def _locked(self, verb: str, *arguments: str, ok: tuple[int, ...] = (0,)) -> tuple[int, str]:
        """Run something that takes the state's lock; clear the lock of a dead run once."""
        wanted = (verb, f"-lock-timeout={self.lock_timeout}s", f"-parallelism={self.parallelism}")
        try:
            return self._run(*wanted, *arguments, ok=ok)
        except CommandError as error:
            lock = parse_lock(error.output)
            if lock is None:
                raise
            who = f"{getpass.getuser()}@{socket.gethostname()}"
            if not is_stale(lock, who, place_of(self.data_dir), living_runs()):
                raise LockedError(
                    f"the Terraform state is locked by {lock.describe()}. Wait until that run "
                    "ends. If its machine is gone for good, type: "
                    f"TF_DATA_DIR={self.data_dir} {self.program} -chdir={self.project} "
                    f"force-unlock {lock.id}"
                ) from error
            self._run("force-unlock", "-force", lock.id)
            return self._run(*wanted, *arguments, ok=ok)

    def _run(self, verb: str, *arguments: str, ok: tuple[int, ...] = (0,)) -> tuple[int, str]:
        """One run of terraform: exit status and standard output."""
        command = [self.program, verb, *arguments]
        environ = {
            **os.environ,
            **self.environ,
            "TF_DATA_DIR": str(self.data_dir),
            "TF_IN_AUTOMATION": "1",
            "TF_CLI_ARGS": "-no-color" if verb not in ("output", "show") else "",
        }
        log = self.log_file if verb == "apply" else self.work / f"{verb}.log"
        # Into a file instead of a pipe, so that a long apply can be followed.
        with log.open("w") as out, (self.work / "errors.log").open("w+") as err:
            log.chmod(0o600)
            done = subprocess.run(
                command, cwd=self.project, env=environ, stdout=out, stderr=err, check=False
            )
            err.seek(0)
            errors = err.read()
        said = log.read_text()
        if verb in ("show", "output"):
            log.unlink()  # may hold secrets
        if done.returncode not in ok:
            raise CommandError(verb, errors or _ending(done.returncode, said, log))
        return done.returncode, said


def _ending(code: int, said: str, log: Path) -> str:
    """What is known of a run that died without a word on standard error."""
    how = f"it was killed by signal {-code}" if code < 0 else f"it ended with status {code}"
    last = "\n".join(said.strip().splitlines()[-5:])
    return f"{how}; the same command goes on from there. The end of {log}:\n{last}"


def _word(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
