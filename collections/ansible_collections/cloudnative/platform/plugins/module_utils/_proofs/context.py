# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What every proof is given: the cluster, the settings, and hands to probe with."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from . import agent
from .cluster import Cluster
from .model import ProofError
from .probes import Answer, Probe, parse_answers
from .settings import Settings

# Seconds that a command may take to start in a pod of a busy node.
START_LIMIT = 30.0
AGENT_SOURCE = Path(agent.__file__).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Source:
    """A pod's container that probes are sent from."""

    namespace: str
    pod: str
    container: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.pod}"


@dataclass(frozen=True)
class Context:
    """One proof's view of the cluster.

    Attributes:
        cluster: reads and writes objects, runs commands in pods.
        settings: where things are.
        proof: name of the proof that runs; labels what it adds.
        subject: set by a control that replaces who or what is asked about.
        sleep: waits; passed in so that tests need not.
        clock: seconds that only grow.
    """

    cluster: Cluster
    settings: Settings
    proof: str = ""
    subject: str = ""
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def about(self, subject: str) -> Context:
        """The same context, asking about somebody or something else."""
        return replace(self, subject=subject)

    def ask(self, source: Source, probes: Sequence[Probe]) -> list[Answer]:
        """Send probes from a pod, all at once; answers in the same order.

        Raises:
            ProofError: the pod could not be asked.
        """
        limit = max(probe.timeout for probe in probes) + START_LIMIT
        question = json.dumps([probe.as_dict() for probe in probes])
        command = ["python3", "-c", AGENT_SOURCE, question]
        done = self.cluster.execute(source.namespace, source.pod, source.container, command, limit)
        if done.code != 0:
            raise ProofError(
                f"the probe in {source} ended with status {done.code}: {done.stderr.strip()[-300:]}"
            )
        return parse_answers(done.stdout, len(probes))

    def ask_each(self, sources: Sequence[Source], probe: Probe) -> list[Answer]:
        """Send one probe from several pods, all at once; answers in the order of the pods."""
        return [answer for [answer] in self.ask_all([(source, [probe]) for source in sources])]

    def ask_all(self, questions: Sequence[tuple[Source, Sequence[Probe]]]) -> list[list[Answer]]:
        """Send each pod's probes, all at once; answers in the same order."""
        with ThreadPoolExecutor(max_workers=len(questions) or 1) as pool:
            return list(pool.map(lambda question: self.ask(*question), questions))
