"""Names of the lab: the hosts file and the configuration of its CoreDNS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from platform_lab.cloud.files import replace_if_new

# Clients may keep an answer for a few seconds: a new database has a new name.
TTL = 5


def render_hosts(names: Mapping[str, Iterable[str]]) -> str:
    """A hosts file.

    Args:
        names: the names of each address.
    """
    lines = [f"{address} {' '.join(words)}" for address, words in names.items() if words]
    return "\n".join([*lines, ""])


def render_corefile(address: str, hosts: Path) -> str:
    """CoreDNS that knows the lab's names and no others: the lab has no way out.

    Args:
        address: where it listens, port 53.
        hosts: the file of ``render_hosts``.
    """
    return f""".:53 {{
    bind {address}
    hosts {hosts} {{
        ttl {TTL}
        reload 500ms
        no_reverse
    }}
    errors
    loadbalance
}}
"""


def write_hosts(path: Path, names: Mapping[str, Iterable[str]]) -> bool:
    """Write the hosts file; CoreDNS takes it up by itself.

    Returns:
        Whether it changed.
    """
    return replace_if_new(path, render_hosts(names), mode=0o644)
