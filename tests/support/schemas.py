"""JSON schemas for kubeconform: of Kubernetes' own kinds and of custom resources.

Field by field strict: what a schema with named fields does not name is an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

Schema = dict[str, Any]

# Where kubeconform looks for a kind, as its documentation describes templates.
LOCATION = "{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
# The description calls them strings; the API takes numbers too.
LOOSE = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"type": ["integer", "string"]},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": ["number", "string"]},
}
CHILDREN = ("items", "additionalProperties")


def write_all(swagger: Path, crds: Iterable[Path], target: Path) -> None:
    """Write a file for each kind of an API description (OpenAPI 2) and of custom resources."""
    definitions = {
        name: strict(body) for name, body in json.loads(swagger.read_text())["definitions"].items()
    } | LOOSE
    for name, body in definitions.items():
        for kind in body.get("x-kubernetes-group-version-kind", []):
            top = {"$ref": f"#/definitions/{name}"}
            _write(target, kind["group"], kind["version"], kind["kind"], top, definitions)
    for file in crds:
        for one in yaml.safe_load_all(file.read_text()):
            if one and one["kind"] == "CustomResourceDefinition":
                _write_custom(target, one["spec"], definitions)


def strict(schema: Schema) -> Schema:
    """The schema where an object's fields are only those that it names.

    Branches (``anyOf`` …) are left alone: they name only some of an object's fields.
    """
    made = dict(schema)
    if made.get("x-kubernetes-int-or-string"):
        made["type"] = ["integer", "string"]
    if "properties" in made:
        made["properties"] = {key: strict(value) for key, value in made["properties"].items()}
        if not made.get("x-kubernetes-preserve-unknown-fields"):
            made.setdefault("additionalProperties", False)
    for key in CHILDREN:
        if isinstance(made.get(key), dict):
            made[key] = strict(made[key])
    return made


def _write_custom(target: Path, spec: dict[str, Any], definitions: dict[str, Schema]) -> None:
    for version in spec["versions"]:
        top = strict(version["schema"]["openAPIV3Schema"])
        top["properties"] |= {
            "apiVersion": {"type": "string"},
            "kind": {"type": "string"},
            "metadata": {"$ref": f"#/definitions/{METADATA}"},
        }
        _write(target, spec["group"], version["name"], spec["names"]["kind"], top, definitions)


def _write(
    target: Path, group: str, version: str, kind: str, top: Schema, known: dict[str, Schema]
) -> None:
    used = {name: known[name] for name in _reached(top, known)}
    file = target / (group or version) / f"{kind.lower()}_{version}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(top | {"definitions": used}))


def _reached(top: Schema, known: dict[str, Schema]) -> set[str]:
    """Names of all definitions that a schema refers to, directly or not."""
    found: set[str] = set()
    waiting = list(_references(top))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _references(known[name])
    return found


def _references(schema: Schema) -> Iterator[str]:
    return (match[1] for match in re.finditer(r'"#/definitions/([^"]+)"', json.dumps(schema)))
