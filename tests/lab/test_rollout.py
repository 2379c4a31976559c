"""Under 100 requests a second no request fails while pods are replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from support.platform import kubectl
from support.shell import Run
from support.steady_load import steady_load

GATEWAY = "http://172.30.0.11:30080"
# What every service has a part in.
URLS = [f"{GATEWAY}/api/posts?limit=5", f"{GATEWAY}/.well-known/jwks.json"]
SERVICES = ("auth", "blog", "gateway")  # each in the namespace of its name
RATE = 100
PATIENCE = "--timeout=300s"


def scale(least: int) -> None:
    """Have the autoscalers keep this many pods at least."""
    patch = json.dumps({"spec": {"minReplicas": least}})
    for name in SERVICES:
        kubectl("patch", f"--namespace={name}", f"hpa/{name}", f"--patch={patch}")


def wait_for_two(name: str) -> None:
    """Wait until two pods of a service are ready."""
    ready = "--for=jsonpath={.status.readyReplicas}=2"
    kubectl("wait", f"--namespace={name}", f"deployment/{name}", ready, PATIENCE)


@pytest.fixture(scope="module")
def doubled(site: Run) -> Iterator[None]:
    """Two pods of each service, as it is outside of the lab."""
    scale(2)
    for name in SERVICES:
        wait_for_two(name)
    yield
    scale(1)  # the autoscalers take their five minutes


@pytest.mark.parametrize("name", SERVICES)
def test_a_rolling_update_fails_no_request(doubled: None, name: str) -> None:
    with steady_load(URLS, RATE) as answers:
        kubectl("rollout", "restart", f"--namespace={name}", f"deployment/{name}")
        kubectl("rollout", "status", f"--namespace={name}", f"deployment/{name}", PATIENCE)
    assert set(answers) == {"200"}, answers
    assert answers.total() > RATE


@pytest.mark.parametrize("name", SERVICES)
def test_an_evicted_pod_fails_no_request(doubled: None, name: str) -> None:
    listing = kubectl("get", "pods", f"--namespace={name}", f"--selector=app={name}", "-o", "name")
    with steady_load(URLS, RATE) as answers:
        kubectl("delete", f"--namespace={name}", listing.split()[0])
        wait_for_two(name)
    assert set(answers) == {"200"}, answers
    assert answers.total() > RATE
