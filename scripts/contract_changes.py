"""Tells whether services/contracts still keep what callers rely on, by oasdiff.

Compared are the files as they lie with those of a Git revision: the last release, or where main
was left. A contract may break once the major part of its ``info.version`` is raised.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
CONTRACTS = "services/contracts"
ERROR = 3  # oasdiff's number of what surely breaks; 2 may break some


def git(root: Path, *words: str) -> str:
    """What git answers; empty where it refuses."""
    done = subprocess.run(
        ["git", "-C", str(root), *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def base_of(root: Path) -> str:
    """The last release; else where main was left; else the newest commit."""
    return (
        git(root, "describe", "--tags", "--abbrev=0", "--match=v*")
        or git(root, "merge-base", "HEAD", "origin/main")
        or git(root, "merge-base", "HEAD", "main")
        or "HEAD"
    )


def oasdiff() -> Path:
    """The program, built first where it is missing."""
    command = [sys.executable, "-m", "platform_lab", "build", "oasdiff"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return Path(json.loads(done.stdout)["artifacts"]["oasdiff"]) / "bin" / "oasdiff"


def major(contract: str) -> int:
    """The first part of a contract's version."""
    return int(str(yaml.safe_load(contract)["info"]["version"]).split(".")[0])


def broken(root: Path, base: str, program: Path) -> list[str]:
    """What callers of ``base`` relied on and do not get any more, in oasdiff's words.

    Raises:
        ValueError: there is no such revision, or a contract cannot be read.
    """
    if not git(root, "rev-parse", "--verify", f"{base}^{{commit}}"):
        raise ValueError(f"no revision {base!r} here; fetch it, or name another with --base")
    found = []
    for name in git(root, "ls-tree", "--name-only", base, f"{CONTRACTS}/").splitlines():
        if not name.endswith(".yaml"):
            continue
        if not (root / name).exists():
            found.append(f"{name}: the contract is gone")
        elif major((root / name).read_text()) <= major(git(root, "show", f"{base}:{name}")):
            found += _compared(root, base, name, program)
    return found


def _compared(root: Path, base: str, name: str, program: Path) -> list[str]:
    command = [str(program), "breaking", f"{base}:{name}", name, "--format=json", "--fail-on=ERR"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise ValueError(f"{name}: {done.stderr.strip()}")
    changes = json.loads(done.stdout or "[]")
    return [
        f"{name}: {one.get('operation', '')} {one.get('path', '')}: {one['text']}"
        for one in changes
        if one["level"] == ERROR
    ]


def main() -> int:
    """Print what is broken; 1 if anything is, 2 if it cannot be told."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="Git revision to compare with")
    parser.add_argument("--root", type=Path, default=ROOT, help="of the repository")
    asked = parser.parse_args()
    base = asked.base or base_of(asked.root)
    try:
        found = broken(asked.root, base, oasdiff())
    except ValueError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.stderr.write(f"compared with {base}: {len(found)} breaking changes\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
