"""Brings the cluster up, with as many nodes as asked for."""

from __future__ import annotations

from platform_lab import paths
from platform_lab.errors import LabError
from platform_lab.hosts import LabHost, check_machine, cloud, ensure_host, host_state_dir, node
from platform_lab.hosts import healthy as host_healthy
from platform_lab.images import Registry
from platform_lab.images.registry import PORT as REGISTRY_PORT
from platform_lab.node import control_plane, machinery, settings, workers
from platform_lab.node.settings import Cluster
from platform_lab.progress import Progress, Timings


def up(count: int) -> dict[str, object]:
    """Have a cluster of ``count`` nodes whose API server is ready.

    Raises:
        LabError: the machine, the settings or a part of the cluster does not allow it.
    """
    nodes = [node(number) for number in range(1, count + 1)]
    cluster = settings.current()
    check_machine()
    control_plane.check_unchanged(nodes[0], cluster)
    progress = Progress(Timings(paths.cache_dir() / "timings.json"))
    changed = ensure_host(cloud())
    require_registry(nodes)
    for host in nodes:
        with progress.step(f"lab host {host.name}", expected=5):
            changed = _ensure_machinery(host, cluster) or changed
        if host == nodes[0]:
            with progress.step("control plane", expected=15):
                changed = control_plane.ensure_control_plane(cluster) or changed
        else:
            with progress.step(f"{host.name} joins the cluster", expected=10):
                changed = workers.ensure_worker(host, cluster) or changed
    for host in workers.surplus(count):
        with progress.step(f"{host.name} leaves the cluster", expected=20):
            workers.remove_worker(host)
            changed = True
    return {"changed": changed, **facts(cluster), "nodes": references(nodes)}


def plan(count: int) -> dict[str, object]:
    """What ``up`` would change; changes nothing."""
    nodes = [node(number) for number in range(1, count + 1)]
    cluster = settings.current()
    check_machine()
    control_plane.check_unchanged(nodes[0], cluster)
    start = [host.name for host in [cloud(), *nodes] if not host_healthy(host)]
    make = [host.name for host in nodes if not control_plane.initialized(host)]
    remove = [host.name for host in workers.surplus(count)]
    changed = bool(start or make or remove)
    steps = {"start": start, "make": make, "remove": remove}
    return {"changed": changed, **steps, **facts(cluster), "nodes": references(nodes)}


def require_registry(nodes: list[LabHost]) -> None:
    """Refuse to make a node that would find no images; it would only fail minutes later.

    Raises:
        LabError: a node has still to be made, and the lab's registry does not answer.
    """
    made = all(control_plane.initialized(host) for host in nodes)
    registry = Registry(f"{cloud().ip}:{REGISTRY_PORT}")
    if not made and not registry.answers():
        raise LabError(
            f"the lab's registry {registry.address} does not answer, so nodes have no images",
            hint="Start the lab as a whole: make lab-up",
        )


def facts(cluster: Cluster) -> dict[str, object]:
    """Where the cluster is found."""
    return {
        "endpoint": f"https://{cluster.endpoint}",
        "version": cluster.version,
        "kubeconfig": str(host_state_dir(node(1)) / "admin.conf"),
    }


def references(nodes: list[LabHost]) -> list[dict[str, object]]:
    """The Node objects of hosts, as far as one has to name them to ask for them."""
    return [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": h.name}} for h in nodes]


def _ensure_machinery(host: LabHost, cluster: Cluster) -> bool:
    control_plane.clean_unfinished(host)
    changed = ensure_host(host)
    return machinery.ensure_machinery(host, cluster) or changed
