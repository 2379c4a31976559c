# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The role policies on a real API server: what the namespaces of services refuse, and why."""

from __future__ import annotations

import pytest

from kube.admission import (
    DIGEST,
    ELSEWHERE,
    FIELDS,
    NAMESPACE,
    container,
    network_policy,
    pod_spec,
    workload,
)
from kube.admission_cases import CLOSED, CONFINED, METADATA, OPENING, PINNED, PROBES, REFUSED
from kube.conftest import connect
from kube.guarded import Says
from kube.objects import Object
from kube.server import KubeServer


@pytest.mark.parametrize("kind", FIELDS)
def test_a_workload_that_says_everything_is_admitted(says: Says, kind: str) -> None:
    whole = pod_spec(
        container(),
        container("pinned", "docker.io/library/postgres" + DIGEST),
        initContainers=[container("first", "docker.io/library/python:3.11-slim-bookworm")],
    )
    assert says(workload(kind, whole)) == ""


@pytest.mark.parametrize("kind", FIELDS)
@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_says_what_where_and_what_to_do(says: Says, kind: str, case: str) -> None:
    spec, message = REFUSED[case]
    said = says(workload(kind, spec))
    assert message in said
    assert f"denied request: {FIELDS[kind]}: " in said


@pytest.mark.parametrize("kind", [kind for kind in FIELDS if kind != "Pod"])
@pytest.mark.parametrize("case", CONFINED)
def test_what_pod_security_would_refuse_is_refused_early(says: Says, kind: str, case: str) -> None:
    spec, message = CONFINED[case]
    said = says(workload(kind, spec))
    assert f"{FIELDS[kind]}: main would be refused by Pod Security restricted; {message}" in said


@pytest.mark.parametrize("case", CONFINED)
def test_pod_security_says_the_same_of_pods(says: Says, case: str) -> None:
    assert 'violates PodSecurity "restricted' in says(workload("Pod", CONFINED[case][0]))


def test_a_container_may_be_confined_by_itself(says: Says) -> None:
    one = container()
    one["securityContext"] |= {"runAsNonRoot": True}
    one["securityContext"]["capabilities"]["add"] = ["NET_BIND_SERVICE"]
    seccomp = {"seccompProfile": {"type": "RuntimeDefault"}}
    assert says(workload("Deployment", pod_spec(one, securityContext=seccomp))) == ""


def test_every_mistaken_container_is_named(says: Says) -> None:
    two = [container("one", "blog:latest"), container("two", "blog"), container("three")]
    assert "the image of one (blog:latest), two (blog) has" in says(
        workload("Deployment", pod_spec(*two))
    )


@pytest.mark.parametrize("case", OPENING)
def test_no_policy_opens_the_metadata_address(says: Says, case: str) -> None:
    assert METADATA in says(network_policy(CLOSED["pods"], OPENING[case]))


@pytest.mark.parametrize("case", CLOSED)
def test_a_policy_that_leaves_it_closed_is_admitted(says: Says, case: str) -> None:
    assert says(network_policy(CLOSED[case])) == ""
    assert says(network_policy()) == ""


def test_other_namespaces_are_not_asked(says: Says) -> None:
    for spec, _ in (*REFUSED.values(), *CONFINED.values()):
        assert says(workload("Deployment", spec, namespace=ELSEWHERE)) == ""
    assert says(network_policy({}, namespace=ELSEWHERE)) == ""
    assert says(workload("Pod", REFUSED["latest"][0], namespace="kube-system")) == ""


def test_policies_fail_closed_and_bind_only_the_namespaces_of_services(guarded: KubeServer) -> None:
    client = connect(guarded.kubeconfig())
    group = "admissionregistration.k8s.io/v1"
    policies = client.list_objects(client.find(group, "ValidatingAdmissionPolicy"))
    bindings = client.list_objects(client.find(group, "ValidatingAdmissionPolicyBinding"))
    ours = {o["metadata"]["name"]: o["spec"] for o in policies if is_ours(o)}
    bound = {o["spec"]["policyName"]: o["spec"] for o in bindings if is_ours(o)}
    assert ours.keys() == bound.keys()
    assert len(ours) == len(PROBES)
    assert {spec["failurePolicy"] for spec in ours.values()} == {"Fail"}
    for spec in bound.values():
        assert spec["validationActions"] == ["Deny"]
        [expression] = spec["matchResources"]["namespaceSelector"]["matchExpressions"]
        assert expression["values"] == [NAMESPACE]


def is_ours(body: Object) -> bool:
    return str(body["metadata"]["name"]).endswith(".cloudnative.platform")


def test_what_was_there_before_stays_manageable(guarded: KubeServer, says: Says) -> None:
    client = connect(guarded.kubeconfig())
    pods = client.find("v1", "Pod")
    path = pods.path(NAMESPACE, "old")

    def change(body: Object) -> None:
        client.http.call("PUT", path, body=body)

    old = client.get(pods, NAMESPACE, "old")
    assert old is not None
    old["metadata"]["labels"] = {"seen": "yes"}
    change(old)
    old = client.get(pods, NAMESPACE, "old")
    assert old is not None
    assert old["metadata"]["labels"] == {"seen": "yes"}
    old["spec"]["containers"][0]["image"] = "docker.io/library/postgres:latest"
    with pytest.raises(Exception, match=PINNED):
        change(old)
    client.http.call("DELETE", path, body={"gracePeriodSeconds": 0})
    assert client.get(pods, NAMESPACE, "old") is None
