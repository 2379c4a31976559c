"""Command line of the lab: ``python -m platform_lab COMMAND``.

Progress and errors go to standard error; standard output carries one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterable, Sequence

from platform_lab import lock, paths
from platform_lab.errors import LabError

# The modules that add commands, and which; only what is asked for is imported.
COMMANDS = {
    "platform_lab.tools": {"tools"},
    "platform_lab.build.commands": {"build", "artifact"},
    "platform_lab.catalogue.commands": {"catalogue"},
    "platform_lab.images.commands": {"registry", "images"},
    "platform_lab.node.commands": {"node", "status", "down", "exec"},
    "platform_lab.cloud.commands": {"cloud"},
}


def parser(words: Iterable[str] = ()) -> argparse.ArgumentParser:
    """The command line: of the commands that the words name, all of it if they name none."""
    top = argparse.ArgumentParser(prog="platform_lab", description=__doc__)
    top.add_argument(
        "--owner",
        type=int,
        default=os.getpid(),
        metavar="PID",
        help="process that holds the lab while it runs (default: this one)",
    )
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    named = [module for module, commands in COMMANDS.items() if not commands.isdisjoint(words)]
    for name in named or COMMANDS:
        importlib.import_module(name).register(subparsers)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 for a failure, 2 for wrong usage."""
    words = sys.argv[1:] if argv is None else argv
    args = parser(words).parse_args(words)
    try:
        if getattr(args, "changes_lab", True) and not getattr(args, "check", False):
            if os.geteuid() != 0:
                raise LabError(
                    "the lab makes namespaces and mounts, which only root may do",
                    hint="Type the same command as root",
                )
            lock.take(paths.state_dir() / "lab.lock", args.owner)
        result = args.run(args)
    except LabError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
