# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The matrix of calls: who asks whom, and what the service graph says must be seen.

Callers are pods of the role verify with the labels and the account of a service, once in the mesh
and once outside it. They are never ready, so no Service sends anything to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .._graph.model import Graph, Service
from . import places
from .context import Context, Source
from .model import Observation, ProofError
from .probes import POSTGRES_HELLO, Answer, Outcome, Probe

# What makes a service answer its first byte, by the protocol in the name of its port.
GREETINGS = {"postgresql": POSTGRES_HELLO, "redis": b"PING\r\n".hex()}
# Words of a proxy that refuses a caller by its identity.
REFUSAL = "RBAC: access denied"
ANSWERED, REFUSED_BY_IDENTITY = "answered", "refused by identity"
OPEN = (ANSWERED,)
# Two guards stand one behind the other: the network's is silent, the mesh's is not.
CLOSED = (Outcome.TIMEOUT, Outcome.RESET, REFUSED_BY_IDENTITY)


@dataclass(frozen=True)
class Cell:
    """One call that is tried.

    Attributes:
        caller: a service, or a pod of no service.
        source: the pod that asks.
        callee, port: whom, and the name of its port.
        wanted: what may be seen.
    """

    caller: str
    source: Source
    callee: Service
    port: str
    wanted: tuple[str, ...]

    @property
    def number(self) -> int:
        """The port."""
        return self.callee.ports[self.port]

    @property
    def target(self) -> str:
        """Whom, on which port."""
        return f"{self.callee.name}:{self.number}"

    def probe(self) -> Probe:
        """The question.

        Raises:
            ProofError: nobody knows how to greet the service.
        """
        host = f"{self.callee.name}.{self.callee.namespace}.svc.cluster.local"
        protocol = self.port.partition("-")[0]
        if protocol == "http":
            return Probe("http", host, self.number, path="/healthz")
        if protocol not in GREETINGS:
            known = ", ".join(["http", *GREETINGS])
            raise ProofError(
                f"port {self.port} of {self.callee.name} cannot be greeted: begin its name in the "
                f"service graph with a protocol of {known}, or teach the proofs another"
            )
        return Probe("tcp", host, self.number, send=GREETINGS[protocol])


def meshed(service: Service) -> Source:
    """The pod in the mesh that calls as a service."""
    return Source(service.namespace, f"verify-meshed-{service.name}-0", places.CONTAINER)


def plain(service: Service) -> Source:
    """The pod outside the mesh with the labels of a service."""
    return Source(service.namespace, f"verify-plain-{service.name}-0", places.CONTAINER)


def allowed(graph: Graph) -> list[Cell]:
    """The calls of the graph, over mTLS."""
    return [cell for cell in _between(graph) if cell.wanted == OPEN]


def refused(graph: Graph) -> list[Cell]:
    """All other calls over mTLS, those of a pod of no service among them."""
    stranger = places.MESHED_STRANGER
    strangers = [Cell(str(stranger), stranger, *target, CLOSED) for target in _targets(graph)]
    return [cell for cell in _between(graph) if cell.wanted == CLOSED] + strangers


def in_plain_text(graph: Graph) -> list[Cell]:
    """Every call from outside the mesh: where the network lets it through, the mesh resets it."""
    cells = [
        Cell(
            f"{caller.name} in plain text",
            plain(caller),
            callee,
            port,
            (Outcome.RESET if port in _ports(caller, callee) else Outcome.TIMEOUT,),
        )
        for caller in graph.services.values()
        for callee, port in _targets(graph)
        if callee is not caller
    ]
    strangers = [places.inside(namespace) for namespace in graph.namespaces()]
    return cells + [
        Cell(f"{source} in plain text", source, *target, (Outcome.TIMEOUT,))
        for source in strangers
        for target in _targets(graph)
    ]


def ask(context: Context, cells: Sequence[Cell], baseline: bool = False) -> list[Observation]:
    """Try all calls at once: each pod all of its own."""
    by_source: dict[Source, list[Cell]] = {}
    for cell in cells:
        by_source.setdefault(cell.source, []).append(cell)
    answers = context.ask_all(
        [(source, [cell.probe() for cell in asked]) for source, asked in by_source.items()]
    )
    return [
        _observation(cell, answer, baseline)
        for asked, given in zip(by_source.values(), answers, strict=True)
        for cell, answer in zip(asked, given, strict=True)
    ]


def seen(answer: Answer) -> str:
    """What an answer says of the way: only the service itself answers."""
    if answer.outcome is not Outcome.ANSWERED:
        return str(answer)
    if answer.body.startswith(REFUSAL):
        return REFUSED_BY_IDENTITY
    # A proxy on the way that did not reach the service says 502, 503 or 504.
    return f"the proxy says {answer.status}" if answer.status in (502, 503, 504) else ANSWERED


def _between(graph: Graph) -> Iterator[Cell]:
    for caller in graph.services.values():
        for callee, port in _targets(graph):
            if callee is not caller:
                wanted = OPEN if port in _ports(caller, callee) else CLOSED
                yield Cell(caller.name, meshed(caller), callee, port, wanted)


def _targets(graph: Graph) -> list[tuple[Service, str]]:
    return [(service, port) for service in graph.services.values() for port in service.ports]


def _ports(caller: Service, callee: Service) -> tuple[str, ...]:
    edge = caller.calls.get(callee.name)
    return edge.ports if edge else ()


def _observation(cell: Cell, answer: Answer, baseline: bool) -> Observation:
    found = seen(answer)
    return Observation(
        asked=f"{cell.source} as {cell.caller}: {cell.probe()}",
        expected=" or ".join(cell.wanted),
        seen=found,
        held=found in cell.wanted,
        baseline=baseline,
        ms=answer.ms,
        row=cell.caller,
        column=cell.target,
    )
