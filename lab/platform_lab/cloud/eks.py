"""EKS over moto: the cluster that it describes is the lab's real one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.eks import urls
from moto.eks.exceptions import InvalidParameterException, ResourceInUseException
from moto.eks.models import Cluster, eks_backends
from moto.eks.responses import EKSResponse
from moto.sts.models import sts_backends

from platform_lab.cloud import access
from platform_lab.cloud.eks_access import AccessEntries, add_entry
from platform_lab.cloud.eks_addons import Addons
from platform_lab.cloud.eks_common import found, update_record
from platform_lab.cloud.eks_nodegroups import NodeGroups
from platform_lab.cloud.eks_pod_identities import PodIdentities
from platform_lab.cloud.eks_tags import Tags
from platform_lab.cloud.eks_versions import Versions
from platform_lab.cloud.identity import canonical_arn
from platform_lab.cloud.lab import Lab

# What the lab's cluster gets, should it not be there yet.
SERVICE_CIDR = "10.96.0.0/16"


class LabEks(AccessEntries, Addons, NodeGroups, PodIdentities, Tags, Versions, EKSResponse):
    """moto's EKS with what it lacks; the lab has room for one cluster."""

    lab: Lab

    def create_cluster(self) -> ActionResult:
        others = set(self.eks_backend.clusters) - {self._get_param("name")}
        if others:
            raise ResourceInUseException(
                clusterName=self._get_param("name"),
                message=f"The lab has one Kubernetes cluster, and {min(others)} stands for it",
            )
        body = self.document()
        cluster = super().create_cluster().result["cluster"]  # type: ignore[index]
        mode = body.get("accessConfig", {})
        cluster.status = "CREATING"
        cluster.access_entries = {}
        cluster.addons = {}
        cluster.updates = {}
        cluster.health = {"issues": []}
        cluster.deletion_protection = bool(body.get("deletionProtection"))
        cluster.upgrade_policy = body.get("upgradePolicy") or {"supportType": "EXTENDED"}
        cluster.access_config = {
            "authenticationMode": mode.get("authenticationMode", "CONFIG_MAP"),
            "bootstrapClusterCreatorAdminPermissions": mode.get(
                "bootstrapClusterCreatorAdminPermissions", True
            ),
        }
        network = dict(body.get("kubernetesNetworkConfig") or {})
        real = self.lab.cluster.flag("service-cluster-ip-range")
        network.setdefault("serviceIpv4Cidr", real or SERVICE_CIDR)
        network.setdefault("ipFamily", "ipv4")
        network.setdefault("elasticLoadBalancing", {"enabled": False})
        cluster.kubernetes_network_config = network
        cluster.resources_vpc_config = self._vpc_config(cluster)
        if cluster.access_config["bootstrapClusterCreatorAdminPermissions"]:
            self._make_creator_admin(cluster)
        return self._described(cluster)

    def describe_cluster(self) -> ActionResult:
        return self._described(super().describe_cluster().result["cluster"])  # type: ignore[index]

    def delete_cluster(self) -> ActionResult:
        cluster = found(self.eks_backend, self._get_param("name"))
        if cluster.deletion_protection:
            raise InvalidParameterException(
                clusterName=cluster.name, message="Deletion protection is enabled for the cluster"
            )
        result = super().delete_cluster()
        ec2 = ec2_backends[self.current_account][self.region]
        ec2.delete_security_group(group_id=cluster.resources_vpc_config["clusterSecurityGroupId"])
        cluster.status = "DELETING"
        return result

    def update_cluster_config(self) -> ActionResult:
        cluster = found(self.eks_backend, self._get_param("name"))
        body = self.document()
        if vpc := body.get("resourcesVpcConfig"):
            cluster.resources_vpc_config |= vpc
        if logging := body.get("logging"):
            cluster.logging = logging
        if mode := body.get("accessConfig"):
            cluster.access_config |= mode
        if policy := body.get("upgradePolicy"):
            cluster.upgrade_policy = policy
        if "deletionProtection" in body:
            cluster.deletion_protection = bool(body["deletionProtection"])
        return update_record(cluster, "ConfigUpdate", body)

    def update_cluster_version(self) -> ActionResult:
        cluster = found(self.eks_backend, self.parameter("name"))
        body = self.document()
        cluster.version = body["version"]
        return update_record(cluster, "VersionUpdate", body)

    def describe_update(self) -> ActionResult:
        cluster = found(self.eks_backend, self.parameter("name"))
        identity = self.parameter("updateId")
        # moto keeps no record of its own updates of node groups; they are done at once.
        record = cluster.updates.get(identity) or {
            "id": identity,
            "status": "Successful",
            "type": "ConfigUpdate",
            "params": [],
            "createdAt": utcnow(),
            "errors": [],
        }
        return ActionResult({"update": record})

    def _described(self, cluster: Any) -> ActionResult:
        real = self.lab.cluster
        if cluster.status == "CREATING" and real.answers():
            cluster.status = "ACTIVE"
        cluster.endpoint = real.endpoint
        cluster.certificate_authority = {"data": real.ca_data()}
        cluster.identity = {"oidc": {"issuer": real.flag("service-account-issuer") or ""}}
        return ActionResult({"cluster": cluster})

    def _vpc_config(self, cluster: Cluster) -> dict[str, Any]:
        """The network as asked for, with the security group that EKS makes for itself."""
        asked = cluster.resources_vpc_config
        ec2 = ec2_backends[self.current_account][self.region]
        subnets = ec2.describe_subnets(subnet_ids=asked["subnetIds"])
        group = ec2.create_security_group(
            name=f"eks-cluster-sg-{cluster.name}-{uuid4().int % 10**10}",
            description="EKS created security group applied to ENI that is attached to EKS "
            "Control Plane master nodes, as well as any managed workloads.",
            vpc_id=subnets[0].vpc_id,
            tags={
                "Name": f"eks-cluster-sg-{cluster.name}",
                f"kubernetes.io/cluster/{cluster.name}": "owned",
                "aws:eks:cluster-name": cluster.name,
            },
        )
        defaults = {
            "securityGroupIds": [],
            "endpointPublicAccess": True,
            "endpointPrivateAccess": False,
            "publicAccessCidrs": ["0.0.0.0/0"],
        }
        made = {"clusterSecurityGroupId": group.id, "vpcId": subnets[0].vpc_id}
        return defaults | asked | made

    def _make_creator_admin(self, cluster: Any) -> None:
        sts = sts_backends[self.current_account][self.partition]
        _, arn, _ = sts.get_caller_identity(self.get_access_key(), self.region)
        entry = add_entry(cluster, canonical_arn(arn), {}, self.current_account)
        now = utcnow()
        entry.policies[access.CLUSTER_ADMIN] = access.AssociatedPolicy(
            access.CLUSTER_ADMIN, "cluster", [], now, now
        )


def install(lab: Lab) -> None:
    """Let moto serve EKS by this class, with all paths of the API."""
    LabEks.lab = lab
    handler: Callable[..., Any] = LabEks.dispatch
    paths = [*urls.url_paths, "{0}/clusters/(?P<rest>.+)$", "{0}/access-policies$"]
    paths += ["{0}/addons/supported-versions$", "{0}/cluster-versions$"]
    urls.url_paths = dict.fromkeys(paths, handler)


def the_cluster(account: str, region: str) -> Any:
    """The one EKS cluster of the lab; None before it is created."""
    clusters = eks_backends[account][region].clusters
    return next(iter(clusters.values()), None)
