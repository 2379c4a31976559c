# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Who holds the state: read from Terraform's refusal, and checked against living processes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_FIELD = re.compile(r"^[\s│|]*(ID|Path|Operation|Who|Created):\s+(.*?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Lock:
    """A held lock, as Terraform describes it.

    Attributes:
        id: what ``terraform force-unlock`` wants.
        who: user@machine of the holder.
        operation: for example OperationTypeApply.
        created: when it was taken, as Terraform prints it.
    """

    id: str
    who: str
    operation: str
    created: str

    def describe(self) -> str:
        """The holder in words."""
        doing = self.operation.removeprefix("OperationType").lower() or "something"
        return f"{self.who}, running {doing} since {self.created}"


@dataclass(frozen=True)
class Run:
    """A living Terraform process.

    Attributes:
        pid: its process id.
        data_dir: its TF_DATA_DIR, which tells environments apart.
    """

    pid: int
    data_dir: str


def parse_lock(message: str) -> Lock | None:
    """The lock out of Terraform's error; None where the error is about something else."""
    if "acquiring the state lock" not in message:
        return None
    fields = dict(_FIELD.findall(message))
    if not fields.get("ID"):
        return None
    return Lock(
        fields["ID"], fields.get("Who", ""), fields.get("Operation", ""), fields.get("Created", "")
    )


def is_stale(lock: Lock, who: str, data_dir: str, runs: Iterable[Run]) -> bool:
    """Whether a lock's holder is surely gone.

    That is so only where the lock was taken by this user on this machine, and no Terraform
    process of this environment lives here. Of other machines nothing is known.

    Args:
        lock: the lock in the way.
        who: user@machine of this process.
        data_dir: TF_DATA_DIR of this environment.
        runs: Terraform processes that live on this machine.
    """
    return lock.who == who and all(run.data_dir != data_dir for run in runs)


def living_runs(proc: Path = Path("/proc")) -> Iterator[Run]:
    """Terraform processes on this machine whose environment can be read."""
    for folder in proc.glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")[0]
            if Path(command.decode(errors="replace")).name != "terraform":
                continue
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it ended meanwhile, or it is another user's
        for variable in variables:
            name, _, value = variable.partition(b"=")
            if name == b"TF_DATA_DIR":
                yield Run(int(folder.name), value.decode(errors="replace"))
