# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells a person why objects are not ready: conditions, events, the last lines of their logs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .assessment import Assessment
from .client import Client
from .errors import KubeError
from .masking import masked, masked_lines
from .objects import Object, Ref
from .troubles import Body, bad_conditions, claims, container_troubles, is_well, pod_selector

OBJECTS = 5
PODS = 3
EVENTS = 5
LOG_LINES = 10
# Events about objects without a namespace lie here.
CLUSTER_EVENTS = "default"


def explain(
    client: Client,
    blocking: Mapping[Ref, Assessment],
    states: Mapping[Ref, Object],
    title: str,
    seconds: float,
) -> str:
    """A text of several lines about the first objects that block, after at most ``seconds``."""
    lines = [f"{len(blocking)} {'object' if len(blocking) == 1 else 'objects'} {title}:"]
    shown, hasty = list(blocking)[:OBJECTS], client.within(seconds)
    details = [_details(hasty, ref, states[ref]) if ref in states else [] for ref in shown]
    for ref, told in zip(shown, within(seconds, details), strict=True):
        lines.append(f"- {ref}: {masked(blocking[ref].message)}")
        lines += [f"    {line}" for line in told]
    rest = list(blocking)[OBJECTS:]
    if rest:
        lines.append(f"and {len(rest)} more: {', '.join(map(str, rest[:20]))}")
    return "\n".join(lines)


def within(seconds: float, sources: Sequence[Iterable[str]]) -> list[list[str]]:
    """What sources of lines have given until then; one that fails or is late says so."""
    told: list[list[str]] = [[] for _ in sources]

    def collect(lines: Iterable[str], into: list[str]) -> None:
        try:
            for line in lines:
                into.append(line)
        except KubeError as error:
            into.append(f"(no more is known: {error})")

    # Not a pool: it would wait for a thread that hangs on a server that does not answer.
    threads = [
        threading.Thread(target=collect, args=pair, daemon=True)
        for pair in zip(sources, told, strict=True)
    ]
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    late = "(no more is known: the server did not answer in time)"
    return [
        [*lines, late] if thread.is_alive() else lines
        for lines, thread in zip(told, threads, strict=True)
    ]


def _details(client: Client, ref: Ref, body: Object) -> Iterator[str]:
    yield from map(masked, bad_conditions(body))
    made = _made(client, ref, body)
    makers = [body] if pod_selector(body) else made
    pods = [body] if ref.kind == "Pod" else _pods(client, ref.namespace, makers)
    unwell = [pod for pod in reversed(pods) if not is_well(pod)][:PODS]
    names = {str(entry["metadata"]["name"]) for entry in [body, *made, *unwell]}
    names |= {name for pod in unwell for name in claims(pod)}
    yield from _events(client, ref, names)
    for pod in unwell:
        yield from _pod_details(client, pod)


def _made(client: Client, ref: Ref, body: Object) -> list[Object]:
    """The objects between a workload and its pods that have events of their own."""
    between = {"Deployment": ("apps/v1", "ReplicaSet"), "CronJob": ("batch/v1", "Job")}
    if ref.kind not in between:
        return []
    made = client.list_objects(client.find(*between[ref.kind]), ref.namespace)
    uid = body["metadata"].get("uid")
    return [
        entry
        for entry in made
        if any(owner.get("uid") == uid for owner in entry["metadata"].get("ownerReferences") or [])
    ]


def _pods(client: Client, namespace: str, makers: Sequence[Object]) -> list[Object]:
    """The pods of a workload or of what it has made, oldest first."""
    selectors = {selector for body in makers if (selector := pod_selector(body))}
    found: dict[str, Object] = {}
    for selector in selectors if namespace else ():
        for pod in client.list_objects(client.find("v1", "Pod"), namespace, selector):
            found[pod["metadata"]["name"]] = pod
    return sorted(found.values(), key=lambda pod: str(pod["metadata"].get("creationTimestamp")))


def _events(client: Client, ref: Ref, names: set[str]) -> Iterator[str]:
    # What a volume claim waits for is told as a normal event.
    claim = f"involvedObject.name={ref.name},involvedObject.kind={ref.kind}"
    fields = claim if ref.kind == "PersistentVolumeClaim" else "type=Warning"
    namespace = ref.namespace or CLUSTER_EVENTS
    events = client.list_objects(client.find("v1", "Event"), namespace, fields=fields)
    about = [e for e in events if (e.get("involvedObject") or {}).get("name") in names]
    for event in sorted(about, key=_event_time)[-EVENTS:]:
        involved = event["involvedObject"]
        count = event.get("count") or (event.get("series") or {}).get("count") or 1
        yield (
            f"event on {involved.get('kind')} {involved.get('name')}: {event.get('reason')}: "
            f"{masked(event.get('message') or '').strip()}"
            + (f" ({count} times)" if count > 1 else "")
        )


def _event_time(event: Body) -> str:
    series = (event.get("series") or {}).get("lastObservedTime")
    return str(series or event.get("lastTimestamp") or event.get("eventTime") or "")


def _pod_details(client: Client, pod: Body) -> Iterator[str]:
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    yield f"pod {name}: phase {(pod.get('status') or {}).get('phase')}"
    yield from (f"  {masked(line)}" for line in bad_conditions(pod))
    for trouble in container_troubles(pod):
        yield f"  container {trouble.name}: {masked(trouble.why)}"
        if not trouble.has_log:
            continue
        try:
            text = client.logs(
                namespace, name, trouble.name, tail=LOG_LINES, previous=trouble.previous
            )
        except KubeError as error:
            yield f"    (its log cannot be read: {error})"
            continue
        yield from (f"    | {line}" for line in masked_lines(text)[-LOG_LINES:])
