# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""How the server writes down what it was given, as far as that is certain.

Built-in kinds are Go types on the server: what it stores has quantities in one form, defaults
filled in, and empty values left out. Custom resources are stored as they come.
"""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from typing import Any

from .objects import Object, group_of
from .stages import BUILT_IN

# Groups of which no kind can be a custom resource.
TYPED = BUILT_IN | {
    "admissionregistration.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "rbac.authorization.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
}
# Defaults inside values that are owned as a whole: (name of the value, key) and what is filled in.
DEFAULTS: dict[tuple[str, str], Any] = {
    ("fieldRef", "apiVersion"): "v1",
    ("ports", "protocol"): "TCP",
    ("resourceFieldRef", "divisor"): "0",
    ("resourceRules", "scope"): "*",
    ("rules", "scope"): "*",
    ("serviceAccountToken", "expirationSeconds"): 3600,
    ("spec", "volumeMode"): "Filesystem",
    ("volumeClaimTemplates", "apiVersion"): "v1",
    ("volumeClaimTemplates", "kind"): "PersistentVolumeClaim",
    ("volumeClaimTemplates", "status"): {"phase": "Pending"},
}
# Maps with keys of the user's own; in these a null is an empty text.
FREE = frozenset(
    {
        "annotations",
        "binaryData",
        "data",
        "labels",
        "matchLabels",
        "nodeSelector",
        "parameters",
        "selector",
        "stringData",
        "volumeAttributes",
    }
)
# Maps of quantities, and single ones with the field around them.
QUANTITIES = frozenset({"capacity", "hard", "limits", "overhead", "podFixed", "requests"})
QUANTITY = frozenset(
    {("emptyDir", "sizeLimit"), ("resourceFieldRef", "divisor"), ("target", "averageValue")}
)
NUMBER = re.compile(r"([+-]?[0-9]+\.?[0-9]*)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?)")
BINARY = {
    unit: Decimal(1024) ** n for n, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"), 1)
}
DECIMAL = {unit: Decimal(1000) ** n for n, unit in enumerate(("n", "u", "m", "", *"kMGTPE"), -3)}


def normal(body: Object) -> Object:
    """The object in the form in which the server can say later what it took from us.

    A null in a built-in kind is the same as no field, but would be owned like a value. Plain values
    of a Secret would be owned under a name that is not stored: a key that leaves the set would stay
    in the Secret. What is malformed is left for the server to refuse.
    """
    if group_of(body["apiVersion"]) not in TYPED:
        return body
    kept: Object = _without_null(body, "")
    return _encoded(kept) if (body["apiVersion"], body["kind"]) == ("v1", "Secret") else kept


def _encoded(secret: Object) -> Object:
    plain, data = secret.get("stringData"), secret.get("data") or {}
    if not isinstance(plain, dict) or not isinstance(data, dict):
        return secret
    if not all(isinstance(text, str) for text in plain.values()):
        return secret
    encoded = {key: base64.b64encode(text.encode()).decode() for key, text in plain.items()}
    rest = {key: value for key, value in secret.items() if key not in ("data", "stringData")}
    values = data | encoded
    return {**rest, "data": values} if values else rest


def _without_null(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_without_null(entry, name) for entry in value]
    if not isinstance(value, dict) or name in FREE | QUANTITIES:
        return value
    return {key: _without_null(inner, key) for key, inner in value.items() if inner is not None}


def same_value(wanted: Any, live: Any, name: str, parent: str, typed: bool) -> bool:
    """Whether the server, given ``wanted``, would write ``live``; False where it is not certain.

    For plain values and for those that are owned as a whole. ``name``: the field, for a list of its
    entries the list; ``parent``: the field around it.
    """
    if isinstance(wanted, dict) and isinstance(live, dict):
        return all(
            same_value(wanted[key], live[key], key, name, typed)
            if key in wanted and key in live
            else typed and key in live and live[key] == DEFAULTS.get((name, key))
            for key in wanted.keys() | live.keys()
        )
    if isinstance(wanted, list) and isinstance(live, list):
        return len(wanted) == len(live) and all(
            same_value(one, other, name, parent, typed)
            for one, other in zip(wanted, live, strict=True)
        )
    if isinstance(wanted, bool) or isinstance(live, bool):  # Python holds True and 1 for equal
        return wanted is live
    if wanted == live:
        return True
    measured = parent in QUANTITIES or (parent, name) in QUANTITY
    return typed and measured and same_quantity(wanted, live)


def is_left_out(value: Any) -> bool:
    """Whether a built-in kind may not store a value at all: an empty one.

    Also a 0 that has a meaning of its own looks so. But such a one is stored: if the server has
    none where it says that it took one from us, it was one of those that it leaves out.
    """
    return value is False or value in ("", 0) or value in ([], {})


def same_quantity(one: Any, other: Any) -> bool:
    """Whether two quantities are written alike: the same amount, both in powers of 2 or of 10."""
    read = [_quantity(value) for value in (one, other)]
    return read[0] is not None and read[0] == read[1]


def _quantity(value: Any) -> tuple[Decimal, bool] | None:
    """Amount and whether it is in powers of 2; None for what is not understood."""
    found = NUMBER.fullmatch(str(value))
    if not found:
        return None
    number, unit = found.groups()
    return Decimal(number) * (BINARY | DECIMAL)[unit], unit in BINARY
