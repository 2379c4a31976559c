"""EKS: the cluster that is described is the real one; access entries rule who may enter."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.autoscaling.models import autoscaling_backends

from platform_lab.cloud import access, eks_versions, pki
from platform_lab.cloud.cluster import RealCluster, flag_of
from support.cloud import ACCOUNT, CLUSTER, REGION, Emulator, create_cluster

ME = f"arn:aws:iam::{ACCOUNT}:user/platform"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/developer"
MANIFEST = """
spec:
  containers:
  - command:
    - kube-apiserver
    - --service-account-issuer=https://issuer.example
    - --service-cluster-ip-range=10.96.0.0/16
"""


@pytest.fixture
def real(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A control plane's files, and an API server that says it is ready."""
    folder = emulator.lab.settings.kubernetes
    (folder / "manifests").mkdir(parents=True)
    (folder / "manifests" / "kube-apiserver.yaml").write_text(MANIFEST)
    pki.authority(folder / "pki")
    monkeypatch.setattr(RealCluster, "answers", lambda self: True)
    return folder


def test_the_described_cluster_is_the_real_one(emulator: Emulator, real: Path) -> None:
    create_cluster(emulator)
    cluster = emulator.client("eks").describe_cluster(name=CLUSTER)["cluster"]
    ca = base64.b64decode(cluster["certificateAuthority"]["data"])
    assert ca == (real / "pki" / "ca.crt").read_bytes()
    assert cluster["endpoint"] == emulator.lab.settings.api_server
    assert cluster["identity"]["oidc"]["issuer"] == "https://issuer.example"
    assert cluster["kubernetesNetworkConfig"]["serviceIpv4Cidr"] == "10.96.0.0/16"
    assert (cluster["version"], cluster["status"]) == ("1.35", "ACTIVE")


def test_it_is_being_created_until_the_api_server_answers(emulator: Emulator) -> None:
    assert create_cluster(emulator)["status"] == "CREATING"
    assert emulator.client("eks").describe_cluster(name=CLUSTER)["cluster"]["status"] == "CREATING"


def test_the_cluster_has_a_security_group_of_its_own(emulator: Emulator) -> None:
    network = create_cluster(emulator)["resourcesVpcConfig"]
    group = network["clusterSecurityGroupId"]
    ec2 = emulator.client("ec2")
    found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    assert found["VpcId"] == network["vpcId"]
    emulator.client("eks").delete_cluster(name=CLUSTER)
    with pytest.raises(ClientError, match=r"InvalidGroup\.NotFound"):
        ec2.describe_security_groups(GroupIds=[group])


def test_there_is_room_for_one_cluster(emulator: Emulator) -> None:
    create_cluster(emulator)
    with pytest.raises(ClientError, match=CLUSTER):
        create_cluster(emulator, "another")
    emulator.client("eks").delete_cluster(name=CLUSTER)
    assert create_cluster(emulator, "another")["name"] == "another"


def test_the_creator_is_administrator(emulator: Emulator) -> None:
    create_cluster(emulator)
    eks = emulator.client("eks")
    assert eks.list_access_entries(clusterName=CLUSTER)["accessEntries"] == [ME]
    policies = eks.list_associated_access_policies(clusterName=CLUSTER, principalArn=ME)
    found = [item["policyArn"] for item in policies["associatedAccessPolicies"]]
    assert found == [access.CLUSTER_ADMIN]


def test_the_creator_is_nobody_where_that_is_asked_for(emulator: Emulator) -> None:
    mode = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    create_cluster(emulator, accessConfig=mode)
    eks = emulator.client("eks")
    assert eks.list_access_entries(clusterName=CLUSTER)["accessEntries"] == []


def test_the_life_of_an_access_entry(emulator: Emulator) -> None:
    create_cluster(emulator)
    eks, names = emulator.client("eks"), {"clusterName": CLUSTER, "principalArn": ROLE}
    made = eks.create_access_entry(**names, kubernetesGroups=["devs"], tags={"team": "a"})
    arn = made["accessEntry"]["accessEntryArn"]
    assert f":access-entry/{CLUSTER}/role/{ACCOUNT}/developer/" in arn
    assert eks.list_tags_for_resource(resourceArn=arn)["tags"] == {"team": "a"}
    eks.tag_resource(resourceArn=arn, tags={"more": "b"})
    eks.untag_resource(resourceArn=arn, tagKeys=["team"])
    eks.update_access_entry(**names, kubernetesGroups=["ops"])
    entry = eks.describe_access_entry(**names)["accessEntry"]
    assert (entry["kubernetesGroups"], entry["tags"]) == (["ops"], {"more": "b"})
    with pytest.raises(ClientError, match="already in use"):
        eks.create_access_entry(**names)
    eks.delete_access_entry(**names)
    with pytest.raises(ClientError, match="could not be found"):
        eks.describe_access_entry(**names)


def test_the_life_of_an_associated_policy(emulator: Emulator) -> None:
    create_cluster(emulator)
    eks, names = emulator.client("eks"), {"clusterName": CLUSTER, "principalArn": ROLE}
    eks.create_access_entry(**names)
    policy = f"{access.POLICY_PREFIX}AmazonEKSViewPolicy"
    scope = {"type": "namespace", "namespaces": ["blog"]}
    eks.associate_access_policy(**names, policyArn=policy, accessScope=scope)
    [found] = eks.list_associated_access_policies(**names)["associatedAccessPolicies"]
    assert (found["policyArn"], found["accessScope"]) == (policy, scope)
    listed = eks.list_access_entries(clusterName=CLUSTER, associatedPolicyArn=policy)
    assert listed["accessEntries"] == [ROLE]
    eks.disassociate_access_policy(**names, policyArn=policy)
    assert eks.list_associated_access_policies(**names)["associatedAccessPolicies"] == []


def test_access_entries_need_the_mode_that_knows_them(emulator: Emulator) -> None:
    create_cluster(emulator, accessConfig={"authenticationMode": "CONFIG_MAP"})
    eks = emulator.client("eks")
    with pytest.raises(ClientError, match="authentication mode"):
        eks.create_access_entry(clusterName=CLUSTER, principalArn=ROLE)
    update = eks.update_cluster_config(name=CLUSTER, accessConfig={"authenticationMode": "API"})
    described = eks.describe_update(name=CLUSTER, updateId=update["update"]["id"])["update"]
    assert described["status"] == "Successful"
    eks.create_access_entry(clusterName=CLUSTER, principalArn=ROLE)


def test_reserved_groups_are_refused(emulator: Emulator) -> None:
    create_cluster(emulator)
    with pytest.raises(ClientError, match="system:masters"):
        emulator.client("eks").create_access_entry(
            clusterName=CLUSTER, principalArn=ROLE, kubernetesGroups=["system:masters"]
        )


def test_add_ons_are_kept(emulator: Emulator) -> None:
    create_cluster(emulator)
    eks, names = emulator.client("eks"), {"clusterName": CLUSTER, "addonName": "vpc-cni"}
    values = json.dumps({"enableNetworkPolicy": "true"})
    eks.create_addon(**names, configurationValues=values)
    addon = eks.describe_addon(**names)["addon"]
    assert (addon["status"], addon["configurationValues"]) == ("ACTIVE", values)
    eks.update_addon(**names, configurationValues="{}")
    assert eks.describe_addon(**names)["addon"]["configurationValues"] == "{}"
    assert eks.list_addons(clusterName=CLUSTER)["addons"] == ["vpc-cni"]
    eks.delete_addon(**names)
    with pytest.raises(ClientError, match="No addon"):
        eks.describe_addon(**names)


def test_a_node_group_answers_only_what_was_asked_for(emulator: Emulator, real: Path) -> None:
    create_cluster(emulator)
    eks = emulator.client("eks")
    cluster = eks.describe_cluster(name=CLUSTER)["cluster"]
    eks.create_nodegroup(
        clusterName=CLUSTER,
        nodegroupName="general",
        nodeRole=f"arn:aws:iam::{ACCOUNT}:role/node",
        subnets=cluster["resourcesVpcConfig"]["subnetIds"],
    )
    group = eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName="general")["nodegroup"]
    assert group["version"] == "1.35"
    assert "remoteAccess" not in group
    names = {"clusterName": CLUSTER, "nodegroupName": "general"}
    eks.update_nodegroup_version(**names, version="1.36")
    assert eks.describe_nodegroup(**names)["nodegroup"]["version"] == "1.36"
    assert eks.list_tags_for_resource(resourceArn=group["nodegroupArn"])["tags"] == {}


def test_flags_of_the_api_server() -> None:
    assert flag_of(MANIFEST, "service-account-issuer") == "https://issuer.example"
    assert flag_of(MANIFEST, "anonymous-auth") is None


def create_node_group(emulator: Emulator, **more: Any) -> dict[str, Any]:
    network = create_cluster(emulator)["resourcesVpcConfig"]
    asked = {"scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 1}} | more
    made: dict[str, Any] = emulator.client("eks").create_nodegroup(
        clusterName=CLUSTER,
        nodegroupName="general",
        nodeRole=f"arn:aws:iam::{ACCOUNT}:role/node",
        subnets=network["subnetIds"],
        **asked,
    )["nodegroup"]
    return made


@pytest.mark.usefixtures("real")
def test_a_node_group_has_an_auto_scaling_group(emulator: Emulator) -> None:
    template = {"LaunchTemplateName": "nodes", "LaunchTemplateData": {"EbsOptimized": True}}
    made = emulator.client("ec2").create_launch_template(**template)["LaunchTemplate"]
    identity = made["LaunchTemplateId"]
    group = create_node_group(emulator, launchTemplate={"id": identity, "version": "1"})
    scaling = emulator.client("autoscaling")
    [found] = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    assert found["AutoScalingGroupName"] == group["resources"]["autoScalingGroups"][0]["name"]
    assert found["LaunchTemplate"]["LaunchTemplateId"] == identity
    assert (found["MaxSize"], found["Instances"]) == (3, [])
    tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
    assert tags["eks:cluster-name"] == CLUSTER
    emulator.client("eks").delete_nodegroup(clusterName=CLUSTER, nodegroupName="general")
    assert scaling.describe_auto_scaling_groups()["AutoScalingGroups"] == []


@pytest.mark.usefixtures("real")
def test_the_template_that_eks_makes_goes_with_its_node_group(emulator: Emulator) -> None:
    create_node_group(emulator)
    ec2 = emulator.client("ec2")
    assert len(ec2.describe_launch_templates()["LaunchTemplates"]) == 1
    emulator.client("eks").delete_nodegroup(clusterName=CLUSTER, nodegroupName="general")
    assert ec2.describe_launch_templates()["LaunchTemplates"] == []


@pytest.mark.usefixtures("real")
def test_a_node_group_of_an_older_emulator_gets_its_auto_scaling_group(emulator: Emulator) -> None:
    name = create_node_group(emulator)["resources"]["autoScalingGroups"][0]["name"]
    backend = autoscaling_backends[ACCOUNT][REGION]
    del backend.autoscaling_groups[name]
    emulator.client("ec2").delete_launch_template(LaunchTemplateName=name)
    eks = emulator.client("eks")
    eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName="general")
    assert list(backend.autoscaling_groups) == [name]


def test_the_life_of_a_pod_identity_association(emulator: Emulator) -> None:
    create_cluster(emulator)
    eks = emulator.client("eks")
    place = {"namespace": "kube-system", "serviceAccount": "ebs-csi-controller-sa"}
    made = eks.create_pod_identity_association(
        clusterName=CLUSTER, roleArn=ROLE, tags={"a": "b"}, **place
    )["association"]
    which = {"clusterName": CLUSTER, "associationId": made["associationId"]}
    with pytest.raises(ClientError, match="already exists"):
        eks.create_pod_identity_association(clusterName=CLUSTER, roleArn=ROLE, **place)
    listed = eks.list_pod_identity_associations(clusterName=CLUSTER, namespace="kube-system")
    assert [one["associationId"] for one in listed["associations"]] == [made["associationId"]]
    other = eks.list_pod_identity_associations(clusterName=CLUSTER, namespace="other")
    assert other["associations"] == []
    assert eks.list_tags_for_resource(resourceArn=made["associationArn"])["tags"] == {"a": "b"}
    eks.update_pod_identity_association(**which, roleArn=f"{ROLE}-2")
    found = eks.describe_pod_identity_association(**which)["association"]
    assert found["roleArn"] == f"{ROLE}-2"
    eks.delete_pod_identity_association(**which)
    with pytest.raises(ClientError, match="does not exist"):
        eks.describe_pod_identity_association(**which)


@pytest.mark.parametrize(
    ("today", "status"),
    [
        (date(2027, 3, 26), "STANDARD_SUPPORT"),
        (date(2027, 3, 27), "EXTENDED_SUPPORT"),
        (date(2028, 3, 27), "UNSUPPORTED"),
    ],
)
def test_the_support_of_a_version_ends(today: date, status: str) -> None:
    assert eks_versions.described("1.35", today)["versionStatus"] == status


def test_versions_can_be_asked_for_by_name(emulator: Emulator) -> None:
    eks = emulator.client("eks")
    [found] = eks.describe_cluster_versions(clusterVersions=["1.35"])["clusterVersions"]
    assert found["defaultVersion"] is True
    assert len(eks.describe_cluster_versions()["clusterVersions"]) == len(eks_versions.CALENDAR)
