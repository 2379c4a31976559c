"""Pod identity associations of EKS, which moto lacks: kept and answered."""

from __future__ import annotations

import secrets
import string
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException

from platform_lab.cloud.eks_common import Responses, found

ID_LENGTH = 17
_LETTERS = string.ascii_lowercase + string.digits


class PodIdentities(Responses):
    """Mixed into the responses of EKS."""

    def create_pod_identity_association(self) -> ActionResult:
        cluster, body = found(self.eks_backend, self.parameter("name")), self.document()
        place = (body["namespace"], body["serviceAccount"])
        known = associations(cluster)
        if any((one["namespace"], one["serviceAccount"]) == place for one in known.values()):
            raise ResourceInUseException(
                clusterName=cluster.name,
                message=f"Association already exists: {place[0]}/{place[1]}",
            )
        now = utcnow()
        identity = "a-" + "".join(secrets.choice(_LETTERS) for _ in range(ID_LENGTH))
        known[identity] = {
            "clusterName": cluster.name,
            "namespace": place[0],
            "serviceAccount": place[1],
            "roleArn": body["roleArn"],
            "associationArn": f"arn:aws:eks:{self.region}:{self.current_account}:"
            f"podidentityassociation/{cluster.name}/{identity}",
            "associationId": identity,
            "tags": dict(body.get("tags") or {}),
            "createdAt": now,
            "modifiedAt": now,
            "disableSessionTags": bool(body.get("disableSessionTags")),
            "targetRoleArn": body.get("targetRoleArn"),
        }
        return ActionResult({"association": known[identity]})

    def describe_pod_identity_association(self) -> ActionResult:
        return ActionResult({"association": self._association()})

    def list_pod_identity_associations(self) -> ActionResult:
        wanted = {
            name: values[0]
            for name in ("namespace", "serviceAccount")
            if (values := self.querystring.get(name))
        }
        shown = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId")
        listed = [
            {name: one[name] for name in shown}
            for one in associations(found(self.eks_backend, self.parameter("name"))).values()
            if all(one[name] == value for name, value in wanted.items())
        ]
        return ActionResult({"associations": listed})

    def update_pod_identity_association(self) -> ActionResult:
        association, body = self._association(), self.document()
        for key in ("roleArn", "targetRoleArn", "disableSessionTags"):
            if key in body:
                association[key] = body[key]
        association["modifiedAt"] = utcnow()
        return ActionResult({"association": association})

    def delete_pod_identity_association(self) -> ActionResult:
        association = self._association()
        cluster = found(self.eks_backend, self.parameter("name"))
        del associations(cluster)[association["associationId"]]
        return ActionResult({"association": association})

    def _association(self) -> dict[str, Any]:
        cluster, identity = (
            found(self.eks_backend, self.parameter("name")),
            self.parameter("associationId"),
        )
        if identity not in associations(cluster):
            raise ResourceNotFoundException(
                clusterName=cluster.name,
                message=f"The association {identity} does not exist in cluster {cluster.name}",
            )
        association: dict[str, Any] = associations(cluster)[identity]
        return association


def associations(cluster: Any) -> dict[str, dict[str, Any]]:
    """Associations of a cluster by their id; also of one that an older emulator kept."""
    known: dict[str, dict[str, Any]] = vars(cluster).setdefault("pod_identities", {})
    return known
