"""The lab's nodes, in a lab of their own beside the user's: up, broken, healed, gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial

import pytest

from platform_lab import catalogue, hosts, lock
from platform_lab.hosts import lifecycle, links
from support import machine
from support.second_lab import ROOT, SecondLab
from support.shell import Run

PODS = f"""
apiVersion: apps/v1
kind: DaemonSet
metadata: {{name: answer, namespace: default}}
spec:
  selector: {{matchLabels: {{app: answer}}}}
  template:
    metadata: {{labels: {{app: answer}}}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: answer
          image: {catalogue.load().reference("docker.io/library/busybox")}
          command: [sh, -c, "mkdir /www && hostname > /www/name && exec httpd -f -p 8080 -h /www"]
          readinessProbe: {{httpGet: {{path: /name, port: 8080}}, periodSeconds: 1}}
        - name: ask
          image: {catalogue.load().reference("docker.io/curlimages/curl")}
          command: [sleep, infinity]
"""


@pytest.fixture(scope="module")
def before() -> dict[str, set[str]]:
    """The machine without the second lab."""
    SecondLab().remove()
    return machine.snapshot()


@pytest.fixture(scope="module")
def lab(site: Run, before: dict[str, set[str]]) -> Iterator[SecondLab]:
    """A lab of one node with its add-ons, and a pod on each node that tells its name."""
    second = SecondLab()
    second.make()
    try:
        second.serve_images()
        apply_role(second, nodes=1)
        second.kubectl("apply", "-f", "-", input=PODS)
        yield second
    finally:
        second.remove()


def apply_role(lab: SecondLab, nodes: int) -> str:
    """Apply the role lab_node as the playbooks do; answers its output."""
    command = ["ansible-playbook", "molecule/shared/converge.yml", "-e", f"lab_node_count={nodes}"]
    environment = lab.environment | {"MOLECULE_SCENARIO_NAME": "lab_node", "ANSIBLE_NOCOLOR": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def until_running(lab: SecondLab, count: int, seconds: float = 300) -> list[dict[str, str]]:
    """Wait for the pods of PODS; answers name, node and address of each."""
    deadline = time.monotonic() + seconds
    while True:
        text = lab.kubectl("get", "pods", "-l", "app=answer", "-o", "json")
        ready = [pod for pod in json.loads(text)["items"] if is_ready(pod)]
        if len(ready) == count:
            return [
                {
                    "name": pod["metadata"]["name"],
                    "node": pod["spec"]["nodeName"],
                    "address": pod["status"]["podIP"],
                }
                for pod in ready
            ]
        assert time.monotonic() < deadline, text
        time.sleep(1)


def is_ready(pod: dict[str, dict[str, list[dict[str, str]]]]) -> bool:
    conditions = pod["status"].get("conditions", [])
    return "deletionTimestamp" not in pod["metadata"] and any(
        condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions
    )


def kill(lab: SecondLab, *numbers: int) -> None:
    """Kill hosts as a crash would, at once, with nobody to clean up: nodes, or 0 for the cloud."""
    for number in numbers:
        record = lab.within(partial(running, number))
        assert record
        os.kill(record.init, signal.SIGKILL)
        os.kill(record.parent, signal.SIGKILL)
        # The first of a process namespace is gone only after all others.
        deadline = time.monotonic() + 60
        while record.alive():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def running(number: int) -> lifecycle.Running | None:
    return lifecycle.running(hosts.node(number) if number else hosts.cloud())


def test_role_changes_nothing_the_second_time(lab: SecondLab) -> None:
    assert "changed=0" in apply_role(lab, nodes=1)


def test_secrets_are_encrypted_on_disk(lab: SecondLab) -> None:
    lab.kubectl("create", "secret", "generic", "hidden", "--from-literal=key=findme-plain")
    lab.kubectl("create", "configmap", "shown", "--from-literal=key=findme-open")
    database = b"".join(
        file.read_bytes() for file in (lab.state / "hosts/node1/disk/var/lib/etcd").rglob("*.wal")
    )
    assert b"findme-open" in database
    assert b"findme-plain" not in database


def test_everything_killed_comes_back_with_its_data(lab: SecondLab) -> None:
    until_running(lab, 1)
    before = lab.kubectl("get", "daemonset", "answer", "-o", "jsonpath={.metadata.uid}")
    kill(lab, 1, 0)
    lab.serve_images()
    assert lab.answer("node", "up")["changed"] is True
    assert lab.kubectl("get", "daemonset", "answer", "-o", "jsonpath={.metadata.uid}") == before
    until_running(lab, 1)
    assert lab.answer("node", "up")["changed"] is False


def test_node_whose_network_is_gone_is_healed(lab: SecondLab) -> None:
    kill(lab, 0)
    states = {item["name"]: item["state"] for item in lab.answer("status")["hosts"]}
    assert states == {"cloud": "stopped", "node1": "broken"}
    lab.serve_images()
    assert lab.answer("node", "up")["changed"] is True
    assert lab.answer("status")["up"] is True
    until_running(lab, 1)


def test_stale_record_of_another_process_is_not_believed(lab: SecondLab) -> None:
    kill(lab, 1)
    file = lab.state / "hosts/node1/host.json"
    own = os.getpid()
    # As if the machine had given the ids of the dead host to this very test.
    file.write_text(
        json.dumps({"parent": own, "parent_started": 1, "init": own, "init_started": 1})
    )
    assert lab.answer("node", "up")["changed"] is True
    assert lab.answer("status")["up"] is True


def test_missing_link_of_the_machine_comes_back(lab: SecondLab) -> None:
    name = lab.within(links.machine_link)
    subprocess.run(["ip", "link", "delete", name], check=True)
    lab.serve_images()
    lab.cli("node", "up")
    assert lab.answer("node", "status")["ready"] is True


def test_second_node_joins_talks_across_and_leaves(lab: SecondLab) -> None:
    apply_role(lab, nodes=2)
    pods = until_running(lab, 2)
    assert {pod["node"] for pod in pods} == {"node1", "node2"}
    for caller, callee in (pods, pods[::-1]):
        url = f"http://{callee['address']}:8080/name"
        ask = ["exec", caller["name"], "--container=ask", "--", "curl", "-sSf", "-m", "5", url]
        answer = lab.kubectl(*ask)
        assert answer.strip() == callee["name"]
    assert "changed=0" in apply_role(lab, nodes=2)
    lab.cli("node", "up", "--nodes", "1")
    names = lab.kubectl("get", "nodes", "-o", "name").split()
    assert names == ["node/node1"]
    assert not (lab.state / "hosts/node2").exists()
    until_running(lab, 1)


def test_second_run_is_told_who_holds_the_lab(lab: SecondLab) -> None:
    with subprocess.Popen(["sleep", "60"]) as holder:
        lock.take(lab.state / "lab.lock", holder.pid)
        done = lab.cli("node", "up", check=False)
        holder.kill()
    assert done.returncode == 1
    assert f"held by process {holder.pid}" in done.stderr
    assert "sleep 60" in done.stderr
    assert lab.cli("node", "up").returncode == 0


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PLATFORM_LAB_NETWORK", "172.31.0.0/33", "not valid"),
        ("PLATFORM_LAB_NETWORK", "172.31.99.0/24", "is asked for"),
        ("PATH", "/nowhere", "apt-get install"),
    ],
)
def test_impossible_wish_is_refused_and_nothing_changes(
    lab: SecondLab, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, said: str
) -> None:
    known = lab.within(lambda: machine.processes(["cloud", "node1"]))
    assert known
    environment = lab.environment | {variable: value}
    monkeypatch.setattr(SecondLab, "environment", property(lambda _: environment))
    done = lab.cli("node", "up", check=False)
    assert done.returncode == 1
    assert said in done.stderr
    assert machine.alive(known) == set(known)


def test_down_leaves_nothing_and_up_goes_on(lab: SecondLab, before: dict[str, set[str]]) -> None:
    names = ["cloud", "node1"]
    known = lab.within(lambda: machine.processes(names))
    assert len(known) > 10
    assert machine.snapshot() != before
    start = time.monotonic()
    assert lab.answer("down")["changed"] is True
    assert time.monotonic() - start < 60  # a hang, not slowness, is the mistake looked for here
    assert machine.alive(known) == set()
    assert machine.snapshot() == before
    assert lab.answer("down")["changed"] is False
    lab.serve_images()
    lab.cli("node", "up")
    until_running(lab, 1)
