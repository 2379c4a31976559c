"""Makes the lab look like what RDS and ElastiCache promise, and tells them how far it is.

One loop compares what moto has been asked for with what runs on this host: after each request
that may have changed something, at the start, and every few seconds, so that a server that
somebody killed or removed comes back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

from platform_lab.cloud import bindings, dns, elasticache, inside, rds
from platform_lab.cloud.eks import the_cluster
from platform_lab.cloud.instances import AVAILABLE, FAILED, STOPPED, Cache, Database, Instance
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.postgres import Postgres
from platform_lab.cloud.redis import Redis
from platform_lab.cloud.snapshot import Keeper
from platform_lab.errors import LabError
from platform_lab.hosts import all_hosts

# Services whose changes this loop has to know of.
SERVICES = ("rds", "elasticache", "eks", "secretsmanager")
INTERVAL = 5.0
REBIND = 60.0
log = logging.getLogger("controller")


class Controller(threading.Thread):
    """The loop.

    Args:
        lab: what the emulator stands upon.
        guard: held while moto's state is read or changed.
        keeper: told of changes.
        databases: runs databases.
        caches: runs caches.
    """

    def __init__(
        self,
        lab: Lab,
        guard: threading.Lock,
        keeper: Keeper,
        databases: Postgres,
        caches: Redis,
    ) -> None:
        super().__init__(name="controller", daemon=True)
        self._lab = lab
        self._guard = guard
        self._keeper = keeper
        self._databases = databases
        self._caches = caches
        self._done: dict[str, Instance] = {}
        self._bound: list[dict[str, Any]] = []
        self._bound_since = 0.0
        self._work = threading.Event()
        lab.wake = self._work.set

    def run(self) -> None:
        while True:
            self._work.clear()
            try:
                self.reconcile()
            except Exception:  # the loop must not end
                log.exception("reconciling failed")
            self._work.wait(INTERVAL)

    def reconcile(self) -> None:
        """One round."""
        with self._guard:
            databases = rds.wanted(self._lab)
            caches = elasticache.wanted(self._lab)
        everything: list[Instance] = [*databases, *caches]
        self._remove_stale(everything)
        dns.write_hosts(self._lab.settings.dns, host_names(everything))
        up, addresses = self._databases.programs.up(), inside.extra_addresses()
        for item in everything:
            runs = item.program in up and item.address in addresses
            done = self._done.get(item.identity) == item and (runs or _still(item))
            self._enter(item, done or self._ensure(item))
        self._bind()
        identities = {item.identity for item in everything}
        self._done = {name: item for name, item in self._done.items() if name in identities}

    def _bind(self) -> None:
        """Give the groups of access policies their rights."""
        settings = self._lab.settings
        with self._guard:
            cluster = the_cluster(settings.account, settings.region)
            entries = list(cluster.access_entries.values()) if cluster else []
        if time.monotonic() - self._bound_since > REBIND:
            # A namespace may have been made anew since.
            self._bound, self._bound_since = [], time.monotonic()
        for item in bindings.objects(entries):
            if item in self._bound or not self._lab.cluster.answers():
                continue
            try:
                bindings.apply(item, settings.kubernetes / "admin.conf")
            except LabError as error:
                log.warning("%s", error)
            else:
                self._bound.append(item)

    def _ensure(self, item: Instance) -> bool:
        """Have one server as wished for; whether that worked."""
        self._done.pop(item.identity, None)
        try:
            if isinstance(item, Database):
                self._databases.ensure(item)
            elif isinstance(item, Cache):
                self._caches.ensure(item)
        except (LabError, OSError) as error:
            log.error("%s: %s", item.program, error)
            return False
        self._done[item.identity] = item
        return True

    def _enter(self, item: Instance, works: bool) -> None:
        """Tell moto how a server is."""
        good = STOPPED if _still(item) else AVAILABLE
        with self._guard:
            # What was asked for in the meantime is for the next round.
            if item not in (*rds.wanted(self._lab), *elasticache.wanted(self._lab)):
                self._work.set()
            elif enter(self._lab, item, good if works else FAILED):
                log.info("%s is %s", item.program, good if works else FAILED)
                self._keeper.changed()

    def _remove_stale(self, wanted: list[Instance]) -> None:
        """End and delete what nobody asks for any more."""
        programs = {item.program for item in wanted}
        runner = self._databases.programs
        for name in runner.named(f"{rds.SERVICE}-") | runner.named(f"{elasticache.SERVICE}-"):
            if name not in programs:
                log.info("removing %s", name)
                runner.remove(name)
        for address in inside.extra_addresses() - {item.address for item in wanted}:
            inside.remove_address(address)
        identities = {item.identity for item in wanted}
        for kind in (self._databases, self._caches):
            kind.disk.mkdir(mode=0o755, parents=True, exist_ok=True)
            for folder in kind.disk.iterdir():
                if folder.name not in identities:
                    kind.remove(folder.name)


def enter(lab: Lab, item: Instance, state: str) -> bool:
    """Enter the state of a server into moto's records; False where it is there already."""
    if isinstance(item, Cache):
        return elasticache.settle(lab, item.identity, state)
    if isinstance(item, Database):
        for record in rds.instances(lab):
            if record.dbi_resource_id == item.identity and record.status != state:
                record.status = state
                return True
    return False


def host_names(instances: list[Instance]) -> Mapping[str, list[str]]:
    """Names by address: the lab's hosts, databases and caches."""
    names: dict[str, list[str]] = {host.ip: [host.name] for host in all_hosts()}
    for item in instances:
        names[item.address] = list(item.names)
    return names


def _still(item: Instance) -> bool:
    return isinstance(item, Database) and item.stopped


def make(lab: Lab, guard: threading.Lock, keeper: Keeper, authority: Any) -> Controller:
    """The controller for this host."""
    from platform_lab.hosts import cloud

    settings, programs = lab.settings, inside.Programs(cloud())
    return Controller(
        lab,
        guard,
        keeper,
        Postgres(settings.postgresql, settings.disk / "rds", authority, programs),
        Redis(settings.redis, settings.disk / "elasticache", authority, programs),
    )
