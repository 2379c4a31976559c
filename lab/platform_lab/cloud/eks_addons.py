"""EKS add-ons, which moto lacks: kept and answered, so that Terraform can manage them.

The lab's cluster brings its own DNS and network plug-in; nothing is installed here.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException

from platform_lab.cloud.eks_common import Responses, found, update_record

# Add-ons of EKS and the version that is answered where none is asked for.
VERSIONS = {
    "vpc-cni": "v1.20.4-eksbuild.2",
    "kube-proxy": "v1.35.0-eksbuild.2",
    "coredns": "v1.12.4-eksbuild.1",
    "aws-ebs-csi-driver": "v1.53.0-eksbuild.1",
    "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
    "metrics-server": "v0.8.0-eksbuild.3",
}


class Addons(Responses):
    """Mixed into the responses of EKS."""

    def create_addon(self) -> ActionResult:
        cluster, body = found(self.eks_backend, self.parameter("name")), self.document()
        name = body["addonName"]
        if name not in VERSIONS:
            raise ResourceNotFoundException(message=f"Addon {name} is not one the lab knows")
        if name in cluster.addons:
            raise ResourceInUseException(
                clusterName=cluster.name, addonName=name, message="Addon already exists."
            )
        now = utcnow()
        cluster.addons[name] = {
            "addonName": name,
            "clusterName": cluster.name,
            "status": "ACTIVE",
            "addonVersion": body.get("addonVersion") or VERSIONS[name],
            "health": {"issues": []},
            "addonArn": f"arn:aws:eks:{self.region}:{self.current_account}:addon/{cluster.name}/"
            f"{name}/{uuid4()}",
            "createdAt": now,
            "modifiedAt": now,
            "serviceAccountRoleArn": body.get("serviceAccountRoleArn"),
            "configurationValues": body.get("configurationValues"),
            "tags": dict(body.get("tags") or {}),
            "podIdentityAssociations": [],
        }
        return ActionResult({"addon": cluster.addons[name]})

    def describe_addon(self) -> ActionResult:
        return ActionResult({"addon": self._addon()})

    def list_addons(self) -> ActionResult:
        cluster = found(self.eks_backend, self.parameter("name"))
        return ActionResult({"addons": sorted(cluster.addons)})

    def update_addon(self) -> ActionResult:
        addon, body = self._addon(), self.document()
        for key in ("addonVersion", "serviceAccountRoleArn", "configurationValues"):
            if key in body:
                addon[key] = body[key]
        addon["modifiedAt"] = utcnow()
        cluster = found(self.eks_backend, self.parameter("name"))
        return update_record(cluster, "AddonUpdate", body)

    def delete_addon(self) -> ActionResult:
        addon = self._addon()
        del found(self.eks_backend, self.parameter("name")).addons[addon["addonName"]]
        return ActionResult({"addon": addon | {"status": "DELETING"}})

    def describe_addon_versions(self) -> ActionResult:
        asked = self.querystring.get("addonName")
        known = [
            {
                "addonName": name,
                "publisher": "eks",
                "owner": "aws",
                "addonVersions": [
                    {
                        "addonVersion": version,
                        "compatibilities": [{"clusterVersion": "1.35", "defaultVersion": True}],
                    }
                ],
            }
            for name, version in VERSIONS.items()
            if not asked or name in asked
        ]
        return ActionResult({"addons": known})

    def _addon(self) -> dict[str, Any]:
        cluster, name = found(self.eks_backend, self.parameter("name")), self.parameter("addonName")
        if name not in cluster.addons:
            raise ResourceNotFoundException(
                clusterName=cluster.name,
                addonName=name,
                message=f"No addon: {name} found",
            )
        addon: dict[str, Any] = cluster.addons[name]
        return addon
