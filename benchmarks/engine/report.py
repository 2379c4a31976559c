"""The figures as Markdown: a table for each race, and one of what was aimed at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median

from benchmarks.engine import plays
from benchmarks.engine.cases import ARGOCD, FLUX, LOADER, MANY
from benchmarks.engine.contestants import HELM, KUBECTL, MODULE, MODULE_ITSELF
from benchmarks.engine.figures import Seen, percentile

TITLES = {
    "plain": "{} ConfigMaps in one namespace",
    "mixed": "{} objects of 12 kinds in 20 namespaces, with their namespaces and a CRD",
    "many": "{} ConfigMaps in one namespace",
}
HEAD = (
    "who",
    "runs",
    "first, s",
    "objects/s",
    "/ k8s_apply",
    "requests",
    "again, s",
    "/ k8s_apply",
    "requests",
    "writes",
    "memory, MB",
)


def render(versions: Mapping[str, str], seen: Seen) -> str:
    """All tables."""
    parts = [", ".join(f"{name} {number}" for name, number in versions.items()) + "."]
    parts += [_race(seen, case) for case in TITLES if seen.contestants(case)]
    parts.append(_table(("measure", "seen", "aim"), _aims(seen)))
    return "\n\n".join(parts) + "\n"


def _race(seen: Seen, case: str) -> str:
    names = seen.contestants(case)
    objects = next(s[0].objects for (found, _, _), s in seen.samples.items() if found == case)
    rows = [_row(seen, case, name, objects) for name in names]
    return f"### {TITLES[case].format(objects)}\n\n{_table(HEAD, rows)}"


def _row(seen: Seen, case: str, name: str, objects: int) -> list[str]:
    first, again = (seen.seconds_of(case, name, attempt) for attempt in ("first", "again"))
    requests = [seen.median(case, name, a, lambda s: s.requests) for a in ("first", "again")]
    writes = seen.median(case, name, "again", lambda s: s.writes)
    memory = seen.median(case, name, "first", lambda s: s.memory / 1e6)
    ours = [seen.seconds_of(case, MODULE.name, attempt) for attempt in ("first", "again")]
    return [
        name,
        str(len(seen.samples[case, name, "first"])),
        _figure(first, 2),
        _figure(objects / first if first else None),
        _times(first, ours[0]),
        _figure(requests[0]),
        _figure(again, 2),
        _times(again, ours[1]),
        _figure(requests[1]),
        _figure(writes),
        _figure(memory or None),
    ]


def _aims(seen: Seen) -> Iterable[list[str]]:
    """What each measure reached, each beside its aim."""
    task, process = plays.MODULE_IN_PLAY.name, MODULE.name
    races = [
        ("plain", LOADER.name, "≥ 70 %"),
        ("mixed", LOADER.name, "≥ 60 %"),
    ]
    for case, name, aim in races:
        bare = seen.seconds_of(case, name, "first")
        for ours in (MODULE_ITSELF.name, process, task):
            share = _share(bare, seen.seconds_of(case, ours, "first"))
            yield [f"{case}: {ours}, rate of the bare loader", share, aim]
    rivals = [
        (KUBECTL.name, process, "≥ 3x"),
        (plays.CORE_LIST.name, task, "≥ 7x"),
        (plays.CORE_LOOP.name, task, "≥ 300x"),
        (HELM.name, process, "> 1x"),
        (ARGOCD.name, process, "> 1x"),
        (FLUX.name, process, "> 1x"),
    ]
    for name, ours, aim in rivals:
        pair = (seen.seconds_of("plain", who, "first") for who in (name, ours))
        yield [f"plain: {name} takes, times {ours}", _times(*pair), aim]
    again = seen.seconds_of("plain", process, "again")
    yield [f"plain, again: {process}", f"{_figure(again, 2)} s", "≤ 0.5 s"]
    writes = seen.median("plain", process, "again", lambda s: s.writes)
    yield ["plain, again: writes", _figure(writes), "0"]
    rival = seen.seconds_of("plain", KUBECTL.name, "again")
    yield [f"plain, again: {KUBECTL.name} takes", _times(rival, again), "≥ 4x"]
    yield from _single(seen)


def _single(seen: Seen) -> Iterable[list[str]]:
    name = MODULE.name
    few, many = (seen.seconds_of(case, name, "first") for case in ("plain", "many"))
    grown = many / MANY if many else None
    yield [f"time per object with {MANY} times as many", _times(grown, few), "≤ 1.3x"]
    memory = seen.median("many", name, "first", lambda s: s.memory / 1e6)
    yield ["memory of the client then", f"{_figure(memory)} MB", "≤ 150 MB"]
    events = seen.seconds.get("ready")
    if events:
        middle, late = (percentile(events, share) * 1000 for share in (0.5, 0.95))
        shown = f"p50 {middle:.0f} ms, p95 {late:.0f} ms of {len(events)}"
        yield ["readiness event to the end of k8s_wait's process", shown, "p95 ≤ 100 ms"]
    for attempt in ("first", "again"):
        found = seen.seconds.get(f"one, {attempt}")
        if found:
            yield [
                f"one object over an empty module, {attempt}",
                f"{median(found):.2f} s",
                "≤ 0.3 s",
            ]


def _figure(value: float | None, digits: int = 0) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _times(value: float | None, base: float | None) -> str:
    return "-" if value is None or not base else f"{value / base:.2f}x"


def _share(bare: float | None, ours: float | None) -> str:
    return "-" if bare is None or not ours else f"{100 * bare / ours:.0f} %"


def _table(head: Iterable[str], rows: Iterable[list[str]]) -> str:
    lines = [list(head), *rows]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
