# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Which objects have something in AWS."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._teardown import argocd, holders


def volume(name: str, **spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": name}, "spec": spec}


def claim(name: str, volume_name: str) -> dict[str, Any]:
    return {
        "metadata": {"namespace": "data", "name": name},
        "spec": {"volumeName": volume_name} if volume_name else {},
    }


def pod(name: str, *claims: str, owner: str = "") -> dict[str, Any]:
    owners = [{"kind": "StatefulSet", "name": owner, "controller": True}] if owner else []
    return {
        "metadata": {"namespace": "data", "name": name, "ownerReferences": owners},
        "spec": {
            "volumes": [{"emptyDir": {}}]
            + [{"persistentVolumeClaim": {"claimName": name}} for name in claims]
        },
    }


@pytest.mark.parametrize(
    "spec, disk",
    [
        ({"csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"}}, "vol-1"),
        ({"awsElasticBlockStore": {"volumeID": "aws://ap-northeast-2a/vol-2"}}, "vol-2"),
        ({"csi": {"driver": "efs.csi.aws.com", "volumeHandle": "fs-1"}}, ""),
        ({"hostPath": {"path": "/srv"}}, ""),
    ],
    ids=["csi", "in-tree", "another driver", "no disk"],
)
def test_disk_behind_a_volume(spec: dict[str, Any], disk: str) -> None:
    assert holders.disk_of(volume("pv", **spec)) == disk


def test_claims_with_disks_and_the_pods_on_them() -> None:
    volumes = [
        volume("one", csi={"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"}),
        volume("local", hostPath={"path": "/srv"}),
    ]
    claims = [claim("db-0", "one"), claim("scratch", "local"), claim("waiting", "")]
    disks = holders.disks(claims, volumes)
    assert disks == {("data", "db-0"): "vol-1"}
    pods = [pod("db-0", "db-0", owner="db"), pod("web", "scratch"), pod("plain")]
    assert holders.users(pods, disks) == [pods[0]]


def test_only_the_controller_counts_as_owner() -> None:
    owned = pod("db-0", owner="db")
    assert (holders.owner_of(owned) or {})["name"] == "db"
    owned["metadata"]["ownerReferences"] = [{"kind": "Node", "name": "n"}]
    assert holders.owner_of(owned) is None


def test_of_services_only_one_type_has_a_load_balancer() -> None:
    def service(**spec: Any) -> dict[str, Any]:
        return {"kind": "Service", "spec": spec}

    assert holders.holds_balancer(service(type="LoadBalancer"))
    assert not holders.holds_balancer(service(type="NodePort"))
    assert not holders.holds_balancer(service())
    assert holders.holds_balancer({"kind": "Ingress", "spec": {}})


@pytest.mark.parametrize(
    "workload, runs",
    [
        ({"spec": {}}, True),
        ({"spec": {"replicas": 2}, "status": {}}, True),
        ({"spec": {"replicas": 0}, "status": {"replicas": 1}}, True),
        ({"spec": {"replicas": 0}, "status": {}}, False),
    ],
)
def test_a_workload_runs_until_its_last_pod_is_gone(workload: dict[str, Any], runs: bool) -> None:
    assert argocd.runs(workload) is runs
