"""``cloud up``, ``cloud status`` and ``cloud down``: the lab's AWS on the command line."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from platform_lab.cloud import up
from platform_lab.cloud.up import Wish
from platform_lab.errors import LabError
from platform_lab.paths import cache_dir
from platform_lab.progress import Progress, Timings

ACCOUNT = "123456789012"
REGION = "ap-northeast-2"


def register(subparsers: Any) -> None:
    """Add the command ``cloud``."""
    parser = subparsers.add_parser("cloud", help="the lab's AWS: endpoint, databases, names")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, run, text, changes in (
        ("up", _up, "start it, or whatever of it does not run", True),
        ("status", _status, "tell what runs", False),
        ("down", _down, "end it; its state stays", True),
    ):
        action = actions.add_parser(name, help=text)
        action.set_defaults(run=run, changes_lab=changes)
        action.add_argument("--check", action="store_true", help="change nothing")
        if name != "down":
            _wish_arguments(action)


def _wish_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--account", default=ACCOUNT, help=f"AWS account id (default: {ACCOUNT})")
    parser.add_argument("--region", default=REGION, help=f"AWS region (default: {REGION})")
    parser.add_argument(
        "--credentials", type=Path, help="file for the access key of the user platform"
    )


def _wish(args: argparse.Namespace) -> Wish:
    if not re.fullmatch(r"\d{12}", args.account):
        raise LabError(f"the AWS account id {args.account!r} is not twelve digits")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+)+-\d", args.region):
        raise LabError(f"the AWS region {args.region!r} is not of the form ap-northeast-2")
    return Wish(args.account, args.region, args.credentials or up.default_credentials())


def _up(args: argparse.Namespace) -> dict[str, object]:
    wish = _wish(args)
    if args.check:
        return up.changes(wish)
    progress = Progress(Timings(cache_dir() / "timings.json"))
    with progress.step("cloud", expected=8):
        return up.up(wish)


def _status(args: argparse.Namespace) -> dict[str, object]:
    return up.status(_wish(args))


def _down(args: argparse.Namespace) -> dict[str, object]:
    if args.check:
        return {"changed": up.status(Wish(ACCOUNT, REGION, up.default_credentials()))["running"]}
    return up.down()
