"""Commands of the lab's nodes, and of the lab as a whole."""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from platform_lab import hosts, lock, paths
from platform_lab.errors import LabError
from platform_lab.node import overview, up


def register(subparsers: Any) -> None:
    """Add ``node up|status|down``, ``status``, ``down`` and ``exec``."""
    node = subparsers.add_parser("node", help="Kubernetes nodes of the lab")
    actions = node.add_subparsers(dest="action", required=True, metavar="ACTION")
    start = actions.add_parser("up", help="have a cluster with its API server ready")
    start.add_argument("--nodes", type=int, default=1, metavar="N", help="number of nodes")
    start.add_argument("--check", action="store_true", help="only say what would change")
    start.set_defaults(run=run_up)
    _read_only(actions.add_parser("status", help="the cluster's nodes"), run_node_status)
    stop = actions.add_parser("down", help="stop the nodes; their disks stay")
    stop.add_argument("--wipe", action="store_true", help="delete their disks as well")
    stop.add_argument("--check", action="store_true", help="only say what would change")
    stop.set_defaults(run=run_node_down)
    _read_only(subparsers.add_parser("status", help="what of the lab runs"), run_status)
    down = subparsers.add_parser("down", help="end the whole lab; its disks stay")
    down.add_argument("--wipe", action="store_true", help="delete its disks as well")
    down.add_argument("--check", action="store_true", help="only say what would change")
    down.set_defaults(run=run_down)
    command = subparsers.add_parser("exec", help="run a command on a host of the lab")
    command.add_argument("host", choices=[host.name for host in hosts.all_hosts()])
    command.add_argument("argv", nargs=argparse.REMAINDER, metavar="COMMAND")
    _read_only(command, run_exec)


def run_up(args: argparse.Namespace) -> dict[str, object]:
    """``node up``."""
    return up.plan(args.nodes) if args.check else up.up(args.nodes)


def run_node_status(_: argparse.Namespace) -> dict[str, object]:
    """``node status``."""
    return {"changed": False, **overview.cluster()}


def run_node_down(args: argparse.Namespace) -> dict[str, object]:
    """``node down``."""
    nodes = hosts.all_nodes()
    if args.check:
        disks = args.wipe and any(hosts.host_folder(host).is_dir() for host in nodes)
        return {"changed": disks or any(hosts.running(host) for host in nodes)}
    return {"changed": hosts.wipe_nodes() if args.wipe else hosts.stop(nodes)}


def run_status(_: argparse.Namespace) -> dict[str, object]:
    """``status``."""
    found = hosts.status()
    owner = lock.read(paths.state_dir() / "lab.lock")
    held = owner if owner and owner.alive() else None
    sys.stderr.write(overview.table(found, held))
    return {
        "changed": False,
        "up": bool(found) and all(host.state == "running" for host in found),
        "hosts": [asdict(host) for host in found],
        "held_by": asdict(held) if held else None,
    }


def run_down(args: argparse.Namespace) -> dict[str, object]:
    """``down``."""
    if args.check:
        return {"changed": any(host.state != "stopped" for host in hosts.status())}
    return {"changed": hosts.down(wipe=args.wipe)}


def run_exec(args: argparse.Namespace) -> dict[str, object]:
    """``exec``: the command has this process's own streams."""
    host = next(host for host in hosts.all_hosts() if host.name == args.host)
    done = subprocess.run([*hosts.enter(host), *args.argv], check=False)
    if done.returncode:
        raise LabError(f"the command on {host.name} ended with status {done.returncode}")
    return {"changed": False}


def _read_only(parser: argparse.ArgumentParser, handler: Any) -> None:
    # A playbook in check mode asks too.
    parser.add_argument("--check", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=handler, changes_lab=False)
