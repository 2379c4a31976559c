"""What is measured: each case adds its figures to those that were seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from benchmarks.engine import plays, readiness, sets
from benchmarks.engine.arena import Arena
from benchmarks.engine.contestants import (
    HELM,
    KUBECTL,
    MODULE,
    MODULE_ITSELF,
    Contestant,
    loader,
    rival,
)
from benchmarks.engine.figures import Sample, Seen
from benchmarks.engine.meter import Meter
from benchmarks.engine.process import CommandError, measure

LOADER = loader(16)
ARGOCD = rival("Argo CD (gitops-engine)", "argocd")
HASTY_ARGOCD = rival("Argo CD, Validate=false", "argocd", "--validate=false")
FLUX = rival("Flux (ssa)", "flux")
CONTESTANTS = [
    loader(1),
    loader(8),
    LOADER,
    MODULE_ITSELF,
    MODULE,
    plays.MODULE_IN_PLAY,
    KUBECTL,
    plays.CORE_LIST,
    plays.CORE_LOOP,
    HELM,
    ARGOCD,
    HASTY_ARGOCD,
    FLUX,
]
MANY = 10
# A contestant that takes more seconds than this is run once: what it shows is clear.
SLOW = 20.0
WARM_UP = 3
EVENTS = 200
NUMBERS = count(1)


@dataclass(frozen=True)
class Plan:
    """How much to measure, and where to tell what is going on."""

    objects: int
    runs: int
    only: list[str]
    progress: Callable[[str], None]

    def invited(self, contestants: list[Contestant]) -> list[Contestant]:
        """The contestants that take part."""
        return [
            c for c in contestants if not self.only or any(text in c.name for text in self.only)
        ]


def config_maps(arena: Arena, plan: Plan, seen: Seen) -> None:
    """ConfigMaps in one namespace: first apply, and again."""
    _race(arena, plan, seen, "plain", plan.objects, CONTESTANTS)


def mixed(arena: Arena, plan: Plan, seen: Seen) -> None:
    """Twelve kinds in 20 namespaces, which the set brings with it, as it does the CRD."""
    contestants = [c for c in CONTESTANTS if c is not plays.CORE_LOOP]
    _race(arena, plan, seen, "mixed", plan.objects, contestants)


def many(arena: Arena, plan: Plan, seen: Seen) -> None:
    """Ten times as many ConfigMaps."""
    _race(arena, plan, seen, "many", plan.objects * MANY, [LOADER, MODULE_ITSELF, MODULE])


def ready(arena: Arena, _: Plan, seen: Seen) -> None:
    """From the event that makes an object ready to the end of the module."""
    word = _place(arena)
    seen.seconds["ready"] = readiness.latencies(arena, word, EVENTS)


def one(arena: Arena, _: Plan, seen: Seen) -> None:
    """One object, over an empty module."""
    word = _place(arena)
    seen.seconds["one, first"], seen.seconds["one, again"] = plays.one_object(arena, word)


CASES: dict[str, Callable[[Arena, Plan, Seen], None]] = {
    "plain": config_maps,
    "mixed": mixed,
    "many": many,
    "ready": ready,
    "one": one,
}


def _race(
    arena: Arena, plan: Plan, seen: Seen, case: str, objects: int, contestants: list[Contestant]
) -> None:
    invited = plan.invited(contestants)
    _warm_up(arena, plan, seen, invited)
    for run in range(plan.runs):
        first = run * len(invited) // plan.runs
        for contestant in invited[first:] + invited[:first]:
            title = f"{case}, run {run + 1} of {plan.runs}: {contestant.name}"
            if (seen.seconds_of(case, contestant.name, "first") or 0.0) > SLOW:
                continue
            plan.progress(title)
            try:
                _meet(arena, seen, case, contestant, objects)
            except CommandError as error:
                plan.progress(f"FAILED: {error}")
                seen.failures.append(title)


def _warm_up(arena: Arena, plan: Plan, seen: Seen, invited: list[Contestant]) -> None:
    """Let each fill its caches (bytecode, discovery, the disk's) with a set that is not counted."""
    known = {name for _, name, _ in seen.samples}
    for contestant in invited:
        if contestant.name not in known:
            plan.progress(f"warm-up: {contestant.name}")
            _meet(arena, Seen(), "plain", contestant, WARM_UP)


def _meet(arena: Arena, seen: Seen, case: str, contestant: Contestant, objects: int) -> None:
    if case == "mixed":
        chosen = sets.mixed(f"b{next(NUMBERS)}x", objects)
    else:
        chosen = sets.config_maps(_place(arena), objects)
    attempt = contestant.prepare(arena, chosen)
    meter = Meter(arena.server, chosen.word, chosen.plurals)
    for name, again in (("first", False), ("again", True)):
        before = meter.read()
        done = attempt(again)
        sample = Sample(
            objects,
            done.seconds,
            done.memory,
            meter.writes_since(before),
            meter.read().requests - before.requests,
        )
        seen.samples[case, contestant.name, name].append(sample)
    # The next one meets an empty server again: who lists does not read what others have made.
    arena.server.keys.delete(chosen.word)


def _place(arena: Arena) -> str:
    """A new namespace."""
    word = f"b{next(NUMBERS)}x"
    measure([*arena.kubectl, "create", "namespace", word], arena.environment)
    return word
