"""What of the lab runs, for people and as data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from platform_lab import hosts
from platform_lab.errors import LabError
from platform_lab.hosts import HostStatus
from platform_lab.lock import Owner
from platform_lab.node import machinery, settings, up


def cluster() -> dict[str, object]:
    """Where the cluster is, and its nodes; without them where its API server does not answer."""
    facts = up.facts(settings.current())
    if not hosts.running(hosts.node(1)):
        return {**facts, "ready": False, "nodes": []}
    try:
        machinery.kubectl("get", "--raw=/readyz", "--request-timeout=3s")
        items = json.loads(machinery.kubectl("get", "nodes", "--output=json"))["items"]
    except LabError:
        return {**facts, "ready": False, "nodes": []}
    return {**facts, "ready": True, "nodes": [node_facts(item) for item in items]}


def node_facts(item: dict[str, Any]) -> dict[str, object]:
    """Name, version and readiness of a Node object."""
    conditions = {c["type"]: c["status"] for c in item["status"].get("conditions", [])}
    return {
        "name": item["metadata"]["name"],
        "ready": conditions.get("Ready") == "True",
        "version": item["status"]["nodeInfo"]["kubeletVersion"],
    }


def table(found: Iterable[HostStatus], held: Owner | None) -> str:
    """The state of the lab as lines of text."""
    lines = []
    for host in found:
        lines.append(f"{host.name:<8} {host.address:<15} {host.state}")
        lines += [f"  {name:<22} {state.lower()}" for name, state in sorted(host.programs.items())]
    if not lines:
        lines = ["The lab was never started: make lab-up"]
    if held:
        lines.append(f"held by process {held.pid} since {held.since}: {held.command}")
    return "\n".join([*lines, ""])
