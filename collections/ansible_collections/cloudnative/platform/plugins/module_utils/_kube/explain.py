# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Tells a person why objects are not ready: conditions, events, the last lines of their logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .client import Client
from .errors import KubeError
from .objects import Object, Ref
from .status import Assessment

OBJECTS = 5
PODS = 3
EVENTS = 5
LOG_LINES = 10
Body = Mapping[str, Any]


def explain(
    client: Client, blocking: Mapping[Ref, Assessment], states: Mapping[Ref, Object], title: str
) -> str:
    """A text of several lines about the first objects that block."""
    lines = [f"{len(blocking)} {'object' if len(blocking) == 1 else 'objects'} {title}:"]
    for ref, assessment in list(blocking.items())[:OBJECTS]:
        lines.append(f"- {ref}: {assessment.message}")
        try:
            lines += [f"    {line}" for line in _details(client, ref, states.get(ref))]
        except KubeError as error:
            lines.append(f"    (no more is known: {error})")
    rest = list(blocking)[OBJECTS:]
    if rest:
        lines.append(f"and {len(rest)} more: {', '.join(map(str, rest[:20]))}")
    return "\n".join(lines)


def _details(client: Client, ref: Ref, body: Object | None) -> Iterator[str]:
    if body is None:
        return
    yield from bad_conditions(body)
    if not ref.namespace:
        return
    pods = [body] if ref.kind == "Pod" else _pods(client, ref, body)
    unready = [pod for pod in pods if not _pod_is_ready(pod)][:PODS]
    yield from _events(client, ref.namespace, _related(client, ref, body, unready))
    for pod in unready:
        yield from _pod_details(client, pod)


def bad_conditions(body: Body) -> Iterator[str]:
    """Conditions that carry a message and are not met."""
    for entry in (body.get("status") or {}).get("conditions") or []:
        if entry.get("status") != "True" and entry.get("message"):
            yield f"condition {entry.get('type')}={entry.get('status')}: {entry['message']}"


def _selector(body: Body) -> str:
    spec = body.get("spec") or {}
    labels = (
        (spec.get("selector") or {}).get("matchLabels") if body.get("kind") != "Service" else {}
    )
    return ",".join(f"{name}={value}" for name, value in (labels or {}).items())


def _pods(client: Client, ref: Ref, body: Body) -> list[Object]:
    selector = _selector(body)
    return (
        client.list_objects(client.find("v1", "Pod"), ref.namespace, selector) if selector else []
    )


def _related(client: Client, ref: Ref, body: Body, pods: list[Object]) -> set[str]:
    """Names whose events tell about the object: itself, its replica sets, its unready pods."""
    names = {ref.name} | {pod["metadata"]["name"] for pod in pods}
    selector = _selector(body)
    if ref.kind == "Deployment" and selector:
        sets = client.list_objects(client.find("apps/v1", "ReplicaSet"), ref.namespace, selector)
        names |= {entry["metadata"]["name"] for entry in sets}
    return names


def _events(client: Client, namespace: str, names: set[str]) -> Iterator[str]:
    events = client.list_objects(client.find("v1", "Event"), namespace, fields="type=Warning")
    told = [e for e in events if (e.get("involvedObject") or {}).get("name") in names]
    for event in sorted(told, key=_event_time)[-EVENTS:]:
        involved = event["involvedObject"]
        count = event.get("count") or (event.get("series") or {}).get("count") or 1
        yield (
            f"event on {involved.get('kind')} {involved.get('name')}: {event.get('reason')}: "
            f"{(event.get('message') or '').strip()}" + (f" ({count} times)" if count > 1 else "")
        )


def _event_time(event: Body) -> str:
    series = (event.get("series") or {}).get("lastObservedTime")
    return str(series or event.get("lastTimestamp") or event.get("eventTime") or "")


def _pod_is_ready(pod: Body) -> bool:
    conditions = (pod.get("status") or {}).get("conditions") or []
    return any(c.get("type") == "Ready" and c.get("status") == "True" for c in conditions)


def _pod_details(client: Client, pod: Body) -> Iterator[str]:
    name, namespace = pod["metadata"]["name"], pod["metadata"]["namespace"]
    yield f"pod {name}: phase {(pod.get('status') or {}).get('phase')}"
    yield from (f"  {line}" for line in bad_conditions(pod))
    for state in container_troubles(pod):
        yield f"  container {state['name']}: {state['why']}"
        if not state["has_log"]:
            continue
        try:
            text = client.logs(
                namespace, name, state["name"], tail=LOG_LINES, previous=state["previous"]
            )
        except KubeError as error:
            yield f"    (its log cannot be read: {error})"
            continue
        yield from (f"    | {line}" for line in text.splitlines()[-LOG_LINES:])


def container_troubles(pod: Body) -> Iterator[dict[str, Any]]:
    """The containers of a pod that wait, ended badly or are not ready."""
    status = pod.get("status") or {}
    for group in ("initContainerStatuses", "containerStatuses"):
        for entry in status.get(group) or []:
            state = entry.get("state") or {}
            waiting, ended = state.get("waiting"), state.get("terminated")
            last = (entry.get("lastState") or {}).get("terminated")
            if (ended or {}).get("exitCode") == 0 or (entry.get("ready") and not waiting):
                continue
            if waiting:
                why = ": ".join(filter(None, (waiting.get("reason"), waiting.get("message"))))
            elif ended:
                why = f"ended with exit code {ended.get('exitCode')} ({ended.get('reason')})"
            else:
                why = "is running, but not ready"
            if waiting and last:
                why += f"; it ended before with exit code {last.get('exitCode')}"
            yield {
                "name": entry["name"],
                "why": why,
                "has_log": bool(ended or last or state.get("running")),
                "previous": bool(waiting and last),
            }
