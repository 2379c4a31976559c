# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Who holds the state: read from Terraform's refusal, and checked against living processes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_DIR = b"TF_DATA_DIR"
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
        data_dir: its folder of providers and of the backend's settings.
        place: where it keeps the state, see `place_of`.
    """

    pid: int
    data_dir: str
    place: str


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


def is_stale(lock: Lock, who: str, place: str, runs: Iterable[Run]) -> bool:
    """Whether a lock's holder is surely gone.

    That is so only where the lock was taken by this user on this machine, and no Terraform
    process with the same state lives here, from whichever folder. Of other machines nothing is
    known.

    Args:
        lock: the lock in the way.
        who: user@machine of this process.
        place: where the state is, see `place_of`.
        runs: Terraform processes that live on this machine.
    """
    # A state without a place of its own lies with the code, where `hold` has let in no other run.
    return lock.who == who and place not in {run.place for run in runs if run.place}


def place_of(data_dir: Path) -> str:
    """Where the state is that a data folder is connected to; empty where it is to none.

    ``terraform init`` writes the backend's settings there.
    """
    try:
        backend = json.loads((data_dir / "terraform.tfstate").read_text())["backend"]
        config = backend["config"]
    except (OSError, ValueError, KeyError):
        return ""
    words = (backend["type"], *(config.get(name) for name in ("bucket", "key", "path")))
    return " ".join(str(word) for word in words if word)


def living_runs(proc: Path = Path("/proc")) -> Iterator[Run]:
    """Terraform processes on this machine whose environment can be read."""
    for folder in proc.glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")[0]
            if Path(command.decode(errors="replace")).name != "terraform":
                continue
            variables = (folder / "environ").read_bytes().split(b"\0")
            at = (folder / "cwd").readlink()
        except OSError:
            continue  # it ended meanwhile, or it is another user's
        named = [value for name, _, value in (v.partition(b"=") for v in variables) if name == _DIR]
        # As Terraform itself does for whoever has typed it.
        data = at / (named[0].decode(errors="replace") if named else ".terraform")
        yield Run(int(folder.name), str(data), place_of(data))
