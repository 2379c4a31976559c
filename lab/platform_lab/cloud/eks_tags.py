"""Tags of everything that EKS has; moto knows those of clusters, node groups and profiles only."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.exceptions import InvalidParameterException

from platform_lab.cloud.eks_common import Responses
from platform_lab.cloud.eks_pod_identities import associations


class Tags(Responses):
    """Mixed into the responses of EKS."""

    def tag_resource(self) -> ActionResult:
        self._tags().update(self.document()["tags"])
        return EmptyResult()

    def untag_resource(self) -> ActionResult:
        tags = self._tags()
        for key in self.querystring.get("tagKeys", []):
            tags.pop(key, None)
        return EmptyResult()

    def list_tags_for_resource(self) -> ActionResult:
        return ActionResult({"tags": self._tags()})

    def _tags(self) -> dict[str, str]:
        """Tags of whatever the ARN in the path names."""
        arn = self._extract_arn_from_path()
        for cluster in self.eks_backend.clusters.values():
            things: list[tuple[str, Any]] = [(cluster.arn, cluster)]
            things += [(group.arn, group) for group in cluster.nodegroups.values()]
            things += [
                (profile.fargate_profile_arn, profile)
                for profile in cluster.fargate_profiles.values()
            ]
            things += [(entry.arn, entry) for entry in cluster.access_entries.values()]  # type: ignore[attr-defined]
            things += [(addon["addonArn"], addon) for addon in cluster.addons.values()]  # type: ignore[attr-defined]
            things += [(one["associationArn"], one) for one in associations(cluster).values()]
            for known, thing in things:
                if known == arn:
                    tags: dict[str, str] = thing["tags"] if isinstance(thing, dict) else thing.tags
                    return tags
        raise InvalidParameterException(message=f"No resource has the ARN {arn}")
