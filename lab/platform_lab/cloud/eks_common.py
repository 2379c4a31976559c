"""What the parts of the EKS extension share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks.models import EKSBackend

if TYPE_CHECKING:
    from moto.eks.responses import EKSResponse as Base
else:
    Base = object


class Responses(Base):
    """What the parts share that are mixed into moto's responses of EKS."""

    def document(self) -> dict[str, Any]:
        """The JSON body of the request."""
        content: dict[str, Any] = json.loads(self.body or "{}")
        return content

    def parameter(self, name: str) -> str:
        """A part of the request's path, decoded."""
        return unquote(str(self.uri_match[name]))


def found(backend: EKSBackend, name: str) -> Any:
    """The cluster of this name; moto's error where there is none."""
    return backend.describe_cluster(name=name)


def update_record(cluster: Any, kind: str, parameters: dict[str, Any]) -> ActionResult:
    """Keep and answer the record of an update, which is already done."""
    record = {
        "id": str(uuid4()),
        "status": "Successful",
        "type": kind,
        "params": [
            {"type": key[0].upper() + key[1:], "value": str(value)}
            for key, value in parameters.items()
            if key != "clientRequestToken"
        ],
        "createdAt": utcnow(),
        "errors": [],
    }
    cluster.updates[record["id"]] = record
    return ActionResult({"update": record})
