"""How long after an object became ready the module that waits for it has ended."""

from __future__ import annotations

import http.client
import json
import re
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from benchmarks.engine.arena import Arena
from benchmarks.engine.contestants import MODULES
from benchmarks.engine.meter import metrics
from benchmarks.engine.process import CommandError
from benchmarks.engine.sets import Object, path_of

from kube.objects import workload
from kube.server import ADMIN
from kube.writes import READY

# Modules that wait at the same time; more would compete for the processors.
BATCH = 10
# Between two events, so that one module's end does not delay the next.
PAUSE = 0.15
START_TIMEOUT = 60.0
WATCHES = re.compile(
    r'^apiserver_longrunning_requests\{.*resource="deployments".*verb="WATCH".*\} (\d+)$',
    re.MULTILINE,
)


class Api:
    """One kept-alive connection of the one who plays the controller."""

    def __init__(self, arena: Arena):
        context = ssl.create_default_context(cafile=str(arena.server.folder / "server.crt"))
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        host = urlsplit(arena.server.url).netloc
        self._connection = http.client.HTTPSConnection(host, context=context)

    def send(self, method: str, path: str, body: Object, kind: str = "application/json") -> None:
        """Send one request. Raises CommandError for a refusal."""
        headers = {"Content-Type": kind, "Authorization": f"Bearer {ADMIN}"}
        self._connection.request(method, path, json.dumps(body), headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise CommandError(f"{method} {path}: {answer.status} {text.decode()[:500]}")


class Waiting:
    """A k8s_wait process for one Deployment, and the moment when it ended."""

    def __init__(self, arena: Arena, deployment: Object):
        self.deployment = deployment
        name = deployment["metadata"]["name"]
        arguments = {"kubeconfig": arena.kubeconfig, "definition": [deployment]}
        file = arena.write(f"{name}-wait.json", {"ANSIBLE_MODULE_ARGS": arguments})
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"{MODULES}.k8s_wait", file],
            env=arena.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ended = 0.0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def make_ready(self, api: Api) -> float:
        """Write the status as a controller does; the moment just before."""
        if self._process.poll() is not None:
            raise CommandError("k8s_wait ended before the Deployment was ready")
        moment = time.monotonic()
        path = f"{path_of(self.deployment)}/status"
        api.send("PATCH", path, {"status": READY}, "application/merge-patch+json")
        return moment

    def ended(self) -> float:
        """The moment when the module's process was gone."""
        self._thread.join()
        return self._ended

    def _watch(self) -> None:
        output, _ = self._process.communicate()
        self._ended = time.monotonic()
        if self._process.returncode:
            sys.stderr.write(output)


def latencies(arena: Arena, word: str, events: int) -> list[float]:
    """Seconds from before the write of the status to the end of the module, for each event."""
    api = Api(arena)
    found: list[float] = []
    for number in range(0, events, BATCH):
        names = [f"{word}-{n}" for n in range(number, min(number + BATCH, events))]
        found += _batch(arena, api, [workload("Deployment", word, name) for name in names])
    return found


def _batch(arena: Arena, api: Api, deployments: Sequence[Object]) -> list[float]:
    for deployment in deployments:
        api.send("POST", path_of(deployment).rpartition("/")[0], deployment)
    before = _watches(arena)
    waiting = [Waiting(arena, deployment) for deployment in deployments]
    deadline = time.monotonic() + START_TIMEOUT
    while _watches(arena) < before + len(waiting):
        if time.monotonic() > deadline:
            raise CommandError("the modules did not begin to watch")
        time.sleep(0.1)
    moments = []
    for one in waiting:
        moments.append(one.make_ready(api))
        time.sleep(PAUSE)
    return [one.ended() - moment for one, moment in zip(waiting, moments, strict=True)]


def _watches(arena: Arena) -> int:
    """How many watches on Deployments the server serves now."""
    return sum(int(count) for count in WATCHES.findall(metrics(arena.server)))
