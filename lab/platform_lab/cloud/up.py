"""Brings the lab's cloud provider up and tells how it is."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platform_lab import paths
from platform_lab.build import artifact
from platform_lab.cloud import dns, pki
from platform_lab.cloud.files import replace_if_new
from platform_lab.cloud.settings import Settings
from platform_lab.errors import LabError
from platform_lab.hosts import (
    Program,
    all_hosts,
    cloud,
    disk,
    ensure_host,
    ensure_program,
    host_state_dir,
    node,
    program_states,
    remove_program,
    restart_program,
    running,
)

EMULATOR = "aws"
DNS = "dns"
REGISTRY_PORT = 5000
API_SERVER_PORT = 6443
READY_SECONDS = 60.0


@dataclass(frozen=True)
class Wish:
    """What a person decides about the lab's AWS.

    Attributes:
        account: account of twelve digits.
        region: the lab's region.
        credentials: file for the access key of the user ``platform``.
    """

    account: str
    region: str
    credentials: Path


def settings(wish: Wish) -> Settings:
    """The emulator's settings in this lab.

    Raises:
        LabError: an artifact that it needs is not built.
    """
    host, state = cloud(), paths.state_dir()
    return Settings(
        address=host.address,
        account=wish.account,
        region=wish.region,
        state=host_state_dir(host) / EMULATOR,
        disk=Path("/srv"),
        pki=state / "pki",
        credentials=wish.credentials,
        dns=hosts_file(),
        kubernetes=disk(node(1), "/etc/kubernetes"),
        api_server=f"https://{node(1).ip}:{API_SERVER_PORT}",
        registry=f"http://{host.ip}:{REGISTRY_PORT}",
        postgresql=artifact("postgresql") / "root",
        redis=artifact("redis") / "root",
    )


def hosts_file() -> Path:
    """The hosts file that the lab's DNS server reads."""
    return host_state_dir(cloud()) / "dns" / "hosts"


def up(wish: Wish) -> dict[str, object]:
    """Have DNS and the AWS endpoint running as wished for.

    Returns:
        Whether anything was done, and where everything is.

    Raises:
        LabError: something does not come up.
    """
    chosen = settings(wish)
    changed = ensure_host(cloud())
    pki.authority(chosen.pki)
    changed = _ensure_dns(chosen) or changed
    changed = ensure_program(cloud(), emulator_program(chosen)) or changed
    changed = _await(chosen) or changed
    return {"changed": changed, **describe(chosen)}


def changes(wish: Wish) -> dict[str, object]:
    """What ``up`` would do, without doing it."""
    states = program_states(cloud()) if running(cloud()) else {}
    missing = [name for name in (DNS, EMULATOR) if states.get(name) != "RUNNING"]
    return {"changed": bool(missing), "would_start": missing, **describe(settings(wish))}


def status(wish: Wish) -> dict[str, object]:
    """What runs of the cloud provider."""
    states = program_states(cloud()) if running(cloud()) else {}
    healthy = bool(states) and _answers(settings(wish))
    return {"changed": False, "running": healthy, "programs": states, **describe(settings(wish))}


def down() -> dict[str, object]:
    """End the AWS endpoint, its databases and caches, and DNS; all their data stays."""
    names = [EMULATOR, DNS]
    if running(cloud()):
        # The emulator first: it would start its databases again.
        names += [name for name in program_states(cloud()) if name.startswith(("rds-", "cache-"))]
    removed = [name for name in names if remove_program(cloud(), name)]
    return {"changed": bool(removed), "removed": removed}


def describe(chosen: Settings) -> dict[str, object]:
    """Where everything of the cloud provider is."""
    return {
        "endpoint_url": chosen.endpoint,
        "region": chosen.region,
        "account_id": chosen.account,
        "credentials_file": str(chosen.credentials),
        "token_webhook_url": chosen.webhook,
        "ca_file": str(chosen.pki / "ca.crt"),
        "dns_server": chosen.ip,
        "registry": chosen.registry,
    }


def emulator_program(chosen: Settings) -> Program:
    """The emulator as a program of the host ``cloud``."""
    state, cache = str(paths.state_dir()), str(paths.cache_dir())
    return Program(
        name=EMULATOR,
        command=[sys.executable, "-m", "platform_lab.cloud.emulator", *chosen.arguments()],
        environment={
            "PLATFORM_LAB_STATE": state,
            "PLATFORM_LAB_CACHE": cache,
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            # Fewer arenas: the memory of short-lived threads goes back to the machine.
            "MALLOC_ARENA_MAX": "2",
        },
    )


def _ensure_dns(chosen: Settings) -> bool:
    file = hosts_file()
    changed = False
    if not file.exists():
        changed = dns.write_hosts(file, {host.ip: [host.name] for host in all_hosts()})
    corefile = file.with_name("Corefile")
    rewritten = replace_if_new(corefile, dns.render_corefile(chosen.ip, file))
    binary = artifact("coredns") / "bin" / "coredns"
    program = Program(name=DNS, command=[str(binary), "-conf", str(corefile)])
    started = ensure_program(cloud(), program)
    if rewritten and not started:
        restart_program(cloud(), DNS)
    return changed or rewritten or started


def _await(chosen: Settings) -> bool:
    """Wait until the emulator serves; whether that took any time."""
    deadline = time.monotonic() + READY_SECONDS
    waited = False
    while not _answers(chosen):
        waited = True
        if time.monotonic() > deadline:
            raise LabError(
                f"the AWS endpoint {chosen.endpoint} does not answer",
                hint=f"Its log is {disk(cloud(), '/var/log') / (EMULATOR + '.log')}",
            )
        time.sleep(0.2)
    return waited


def _answers(chosen: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{chosen.endpoint}/health", timeout=2) as answer:  # noqa: S310
            content: dict[str, Any] = json.load(answer)
            return bool(content["status"] == "running")
    except (OSError, ValueError, KeyError):
        return False


def default_credentials() -> Path:
    """Where the access key goes unless a person says otherwise."""
    return paths.state_dir() / os.environ.get("PLATFORM_ENVIRONMENT", "lab") / "aws-credentials"
