"""Node groups of EKS over moto: with the Auto Scaling group that EKS makes for each.

The lab's nodes are no machines of EC2, so the Auto Scaling group is there and empty.
"""

from __future__ import annotations

from typing import Any

from moto.autoscaling.models import AutoScalingBackend, autoscaling_backends
from moto.core.responses import ActionResult
from moto.ec2.models import ec2_backends

from platform_lab.cloud.eks_common import Responses, found, update_record


class NodeGroups(Responses):
    """Mixed into the responses of EKS."""

    def create_nodegroup(self) -> ActionResult:
        result = super().create_nodegroup()
        body = self.document()
        group: Any = result.result["nodegroup"]  # type: ignore[index]
        cluster = found(self.eks_backend, group.cluster_name)
        # moto answers settings that nobody made, which Terraform would want to undo.
        group.version = body.get("version") or cluster.version
        group.release_version = body.get("releaseVersion") or f"{group.version}-lab"
        group.remote_access = body.get("remoteAccess")
        group.update_config = body.get("updateConfig") or {"maxUnavailable": 1}
        group.resources = group.resources | {"remoteAccessSecurityGroup": None}
        if body.get("launchTemplate") and not body.get("diskSize"):
            group.disk_size = None
        self._make_scaling_group(group)
        return result

    def describe_nodegroup(self) -> ActionResult:
        result = super().describe_nodegroup()
        group: Any = result.result["nodegroup"]  # type: ignore[index]
        if scaling_group_name(group) not in self._scaling().autoscaling_groups:
            # It is of an older emulator, which made none.
            self._make_scaling_group(group)
        return result

    def delete_nodegroup(self) -> ActionResult:
        result = super().delete_nodegroup()
        group: Any = result.result["nodegroup"]  # type: ignore[index]
        name = scaling_group_name(group)
        if name in self._scaling().autoscaling_groups:
            self._scaling().delete_auto_scaling_group(name)
        templates = ec2_backends[self.current_account][self.region]
        if name in templates.launch_template_name_to_ids:
            templates.delete_launch_template(name, None)
        return result

    def update_nodegroup_version(self) -> ActionResult:
        # moto lacks it.
        cluster, body = found(self.eks_backend, self.parameter("name")), self.document()
        group = self.eks_backend.describe_nodegroup(cluster.name, self.parameter("nodegroupName"))
        group.version = body.get("version") or cluster.version
        group.release_version = body.get("releaseVersion") or f"{group.version}-lab"
        if template := body.get("launchTemplate"):
            group.launch_template = template
        return update_record(cluster, "VersionUpdate", body)

    def _scaling(self) -> AutoScalingBackend:
        return autoscaling_backends[self.current_account][self.region]

    def _make_scaling_group(self, group: Any) -> None:
        """The Auto Scaling group, and the template that EKS makes where none is named."""
        name, cluster = scaling_group_name(group), group.cluster_name
        tags = {
            "eks:cluster-name": cluster,
            "eks:nodegroup-name": group.nodegroup_name,
            f"kubernetes.io/cluster/{cluster}": "owned",
        }
        asked = group.launch_template or {}
        # By its id or by its name, never by both.
        which = "id" if asked.get("id") else "name"
        template = {f"LaunchTemplate{which.capitalize()}": asked[which]} if asked else {}
        template["Version"] = asked.get("version") or "1"
        if not asked:
            ec2 = ec2_backends[self.current_account][self.region]
            made = ec2.create_launch_template(name, "", {}, {"launch-template": tags})
            template["LaunchTemplateId"] = made.id
        self._scaling().create_auto_scaling_group(
            name=name,
            availability_zones=[],
            desired_capacity=0,
            max_size=group.scaling_config["maxSize"],
            min_size=0,
            launch_config_name="",
            launch_template=template,
            vpc_zone_identifier=",".join(group.subnets),
            default_cooldown=None,
            health_check_period=None,
            health_check_type="EC2",
            load_balancers=[],
            target_group_arns=[],
            placement_group=None,
            termination_policies=[],
            tags=[
                {
                    "Key": key,
                    "Value": value,
                    "PropagateAtLaunch": "true",
                    "ResourceId": name,
                    "ResourceType": "auto-scaling-group",
                }
                for key, value in tags.items()
            ],
        )


def scaling_group_name(group: Any) -> str:
    """Name of a node group's Auto Scaling group."""
    return str(group.resources["autoScalingGroups"][0]["name"])
