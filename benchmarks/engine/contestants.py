"""Those who apply the same objects, each as its users run it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from benchmarks.engine.arena import ENGINE, Arena, build_rivals
from benchmarks.engine.process import Finished, measure
from benchmarks.engine.sets import ObjectSet, path_of

from kube.server import ADMIN

MODULES = "ansible_collections.cloudnative.platform.plugins.modules"
LOADER = "?fieldManager=loader&force=false&fieldValidation=Strict"
# Applies the set; True says that it is there already.
Attempt = Callable[[bool], Finished]


class Contestant(NamedTuple):
    """A name, and a function that writes the inputs (this is not timed) and gives the attempt."""

    name: str
    prepare: Callable[[Arena, ObjectSet], Attempt]


def loader(connections: int) -> Contestant:
    """The bare loader; its own time is taken, without the start of Python."""

    def prepare(arena: Arena, objects: ObjectSet) -> Attempt:
        stages = [objects.grounds, objects.rest]
        plan = {
            "server": arena.server.url,
            "authority": str(arena.server.folder / "server.crt"),
            "token": ADMIN,
            "stages": [[(path_of(o) + LOADER, json.dumps(o)) for o in s] for s in stages if s],
        }
        file = arena.write(f"{objects.word}.json", plan)
        command = [sys.executable, str(ENGINE / "loader.py"), file, str(connections)]
        return lambda _: reported(arena, command)

    return Contestant(f"bare loader, {connections} connections", prepare)


def apply_arguments(arena: Arena, objects: ObjectSet) -> dict[str, Any]:
    """What k8s_apply is told: all objects from one file, without a wait at the end."""
    file = arena.write_manifests(f"{objects.word}.yml", objects.objects)
    return {"kubeconfig": arena.kubeconfig, "src": [file], "wait": False}


def _module(arena: Arena, objects: ObjectSet) -> list[str]:
    """The command of the module's process."""
    file = arena.write(
        f"{objects.word}-arguments.json", {"ANSIBLE_MODULE_ARGS": apply_arguments(arena, objects)}
    )
    return [sys.executable, "-m", f"{MODULES}.k8s_apply", file]


def _prepare_module(arena: Arena, objects: ObjectSet) -> Attempt:
    command = _module(arena, objects)
    return lambda _: measure(command, arena.environment)


def _prepare_module_itself(arena: Arena, objects: ObjectSet) -> Attempt:
    """The module's own time: all that it does, without the start of Python and of Ansible."""
    command = _module(arena, objects)

    def attempt(_: bool) -> Finished:
        done = measure(command, arena.environment)
        return done._replace(seconds=json.loads(done.output)["totals"]["ms"] / 1000)

    return attempt


def _prepare_kubectl(arena: Arena, objects: ObjectSet) -> Attempt:
    apply = [*arena.kubectl, "apply", "--server-side", "-f"]
    everything = arena.write_manifests(f"{objects.word}.yml", objects.objects)
    first = [[*apply, everything]]
    if objects.grounds:
        # kubectl cannot apply a CRD and its first object in one call.
        grounds = arena.write_manifests(f"{objects.word}-grounds.yml", objects.grounds)
        rest = arena.write_manifests(f"{objects.word}-rest.yml", objects.rest)
        crds = [path_of(o).split("/")[-1] for o in objects.grounds if o["kind"] != "Namespace"]
        established = [*arena.kubectl, "wait", "--for=condition=Established", "crd", *crds]
        first = [[*apply, grounds], established, [*apply, rest]]
    measure([*arena.kubectl, "api-resources"], arena.environment)
    return lambda again: in_turn(arena, [[*apply, everything]] if again else first)


def _prepare_helm(arena: Arena, objects: ObjectSet) -> Attempt:
    chart = arena.folder / f"{objects.word}-chart"
    # Helm takes CRDs from a folder of their own, and installs them first.
    crds = [body for body in objects.grounds if body["kind"] != "Namespace"]
    others = [body for body in objects.objects if body not in crds]
    arena.write_manifests(f"{chart.name}/templates/all.yaml", others)
    if crds:
        arena.write_manifests(f"{chart.name}/crds/all.yaml", crds)
    about = {"apiVersion": "v2", "name": objects.word, "version": "1.0.0"}
    arena.write_manifests(f"{chart.name}/Chart.yaml", [about])
    release = [objects.word, str(chart), "--namespace=default"]
    commands = {verb: [*arena.helm, verb, *release] for verb in ("install", "upgrade")}
    return lambda again: measure(commands["upgrade" if again else "install"], arena.environment)


def rival(title: str, name: str, *options: str) -> Contestant:
    """A Go program of ours around the library of a controller; its own time is taken."""

    def prepare(arena: Arena, objects: ObjectSet) -> Attempt:
        everything = arena.write_manifests(f"{objects.word}.yml", objects.objects)
        program = str(build_rivals() / name)
        command = [program, f"--kubeconfig={arena.kubeconfig}", *options, everything]
        return lambda _: reported(arena, command)

    return Contestant(title, prepare)


def reported(arena: Arena, command: Sequence[str]) -> Finished:
    """Run a program that tells its own seconds as JSON."""
    done = measure(command, arena.environment)
    return done._replace(seconds=json.loads(done.output)["seconds"])


def in_turn(arena: Arena, commands: Sequence[Sequence[str]]) -> Finished:
    """Run commands one after another; their seconds add up."""
    done = [measure(command, arena.environment) for command in commands]
    return Finished(sum(d.seconds for d in done), max(d.memory for d in done), done[-1].output)


MODULE_ITSELF = Contestant("k8s_apply, its own time", _prepare_module_itself)
MODULE = Contestant("k8s_apply, module process", _prepare_module)
KUBECTL = Contestant("kubectl apply --server-side", _prepare_kubectl)
HELM = Contestant("helm install", _prepare_helm)
