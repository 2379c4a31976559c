"""Contestants inside ansible-playbook: what a task takes more than a task with an empty module."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any

from benchmarks.engine.arena import Arena, python_program
from benchmarks.engine.contestants import Attempt, Contestant, apply_arguments
from benchmarks.engine.process import Finished, measure
from benchmarks.engine.sets import Object, ObjectSet, config_maps

EMPTY_TASKS = 3
# Items that the loop form applies; its time is then scaled to the whole set.
LOOP_ITEMS = 10
ROUNDS = 10
# What is applied where only the module itself is meant.
UNRELATED = config_maps("default", 1)
Task = dict[str, Any]
NOTHING: Task = {"name": "Empty", "nothing": {}}


def durations(arena: Arena, word: str, tasks: Sequence[Task]) -> list[float]:
    """Run tasks in one play; the seconds of each. Raises CommandError."""
    book = arena.write_manifests(
        f"{word}-play.yml", [[{"hosts": "localhost", "gather_facts": False, "tasks": [*tasks]}]]
    )
    command = [python_program("ansible-playbook"), "--inventory=localhost,", book]
    local = {"ansible_connection": "local", "ansible_python_interpreter": python_program("python")}
    done = measure([*command, "--extra-vars", json.dumps(local)], arena.environment)
    (play,) = json.loads(done.output)["plays"]
    return [_seconds(task["task"]["duration"]) for task in play["tasks"]]


def one_object(arena: Arena, word: str) -> tuple[list[float], list[float]]:
    """Seconds that applying one object takes over an empty module: new, and unchanged."""
    tasks: list[Task] = []
    for number in range(ROUNDS):
        objects = config_maps(word, 1)
        objects.rest[0]["metadata"]["name"] = f"one-{number}"
        arguments = apply_arguments(arena, ObjectSet(f"{word}-{number}", [], objects.rest))
        tasks += [NOTHING, _ours(arguments), _ours(arguments)]
    seen = durations(arena, word, tasks)
    empty = median(seen[::3])
    return [value - empty for value in seen[1::3]], [value - empty for value in seen[2::3]]


def _ours(arguments: dict[str, Any]) -> Task:
    return {"name": "Apply", "cloudnative.platform.k8s_apply": arguments}


def _over_empty(
    arena: Arena, word: str, first: Task, tasks: Sequence[Task], runs: int = 1
) -> Finished:
    """Seconds of the tasks, less an empty module for each of the ``runs`` of a module in each.

    ``first`` runs before: Ansible packs a module once for each play, the empty one as the others.
    """
    before = [NOTHING] * EMPTY_TASKS + [first]
    seen = durations(arena, word, [*before, *tasks])
    empty = median(seen[:EMPTY_TASKS])
    spent = sum(seen[len(before) :]) - empty * runs * len(tasks)
    return Finished(spent, 0, "")


def _prepare_module(arena: Arena, objects: ObjectSet) -> Attempt:
    first = _ours(apply_arguments(arena, UNRELATED))
    task = _ours(apply_arguments(arena, objects))
    return lambda _: _over_empty(arena, objects.word, first, [task])


def _core(arena: Arena, **arguments: Any) -> Task:
    fixed = {
        "kubeconfig": arena.kubeconfig,
        "apply": True,
        "server_side_apply": {"field_manager": "benchmark"},
    }
    return {"name": "Apply", "kubernetes.core.k8s": {**fixed, **arguments}}


def _prepare_core(arena: Arena, objects: ObjectSet) -> Attempt:
    # Two tasks where there are CRDs: the module looks up all kinds before it writes the first.
    parts = [part for part in (objects.grounds, objects.rest) if part]
    files = [
        arena.write_manifests(f"{objects.word}-{number}.yml", part)
        for number, part in enumerate(parts)
    ]
    tasks = [_core(arena, src=file) for file in files]
    first = _core(arena, definition=UNRELATED.objects)
    return lambda _: _over_empty(arena, objects.word, first, tasks)


def _prepare_loop(arena: Arena, objects: ObjectSet) -> Attempt:
    items: list[Object] = objects.rest[:LOOP_ITEMS]
    task = {**_core(arena, definition="{{ item }}"), "loop": items}
    first = _core(arena, definition=UNRELATED.objects)

    def attempt(_: bool) -> Finished:
        done = _over_empty(arena, objects.word, first, [task], len(items))
        return done._replace(seconds=done.seconds / len(items) * len(objects.objects))

    return attempt


def _seconds(duration: dict[str, str]) -> float:
    start, end = (datetime.fromisoformat(duration[key]) for key in ("start", "end"))
    return (end - start).total_seconds()


MODULE_IN_PLAY = Contestant("k8s_apply, task in a play", _prepare_module)
CORE_LIST = Contestant("kubernetes.core.k8s, list", _prepare_core)
CORE_LOOP = Contestant("kubernetes.core.k8s, loop", _prepare_loop)
