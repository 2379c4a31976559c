"""What IAM policies allow: the rules of AWS's evaluation that policies of people and roles use.

Pure functions of policy documents. An explicit deny wins, then an allow, else the answer is no.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

ALLOWED, DENIED, NOT_ALLOWED = "allowed", "explicitDeny", "implicitDeny"

Document = Mapping[str, Any]
# Context keys, in lower case, and their values.
Context = Mapping[str, list[str]]


def decide(
    documents: Iterable[Document], action: str, resource: str, context: Context | None = None
) -> str:
    """The decision on one action, in the words of SimulatePrincipalPolicy.

    Args:
        documents: the policies of who asks.
        action: for example ``ec2:CreateVpc``.
        resource: an ARN, or ``*`` for any.
        context: what is known of the circumstances.
    """
    effects = {
        statement["Effect"]
        for document in documents
        for statement in _statements(document)
        if _concerns(statement, action, resource)
        and _met(statement.get("Condition", {}), context or {})
    }
    if "Deny" in effects:
        return DENIED
    return ALLOWED if "Allow" in effects else NOT_ALLOWED


def missing(documents: Iterable[Document], action: str, context: Context) -> set[str]:
    """Context keys that the statements about an action want to know and nobody has said."""
    return {
        key
        for document in documents
        for statement in _statements(document)
        if _names(statement, "Action", action)
        for block in statement.get("Condition", {}).values()
        for key in block
        if key.lower() not in context
    }


def _statements(document: Document) -> Iterator[Mapping[str, Any]]:
    yield from _list(document["Statement"])


def _concerns(statement: Mapping[str, Any], action: str, resource: str) -> bool:
    return _names(statement, "Action", action) and _names(statement, "Resource", resource)


def _names(statement: Mapping[str, Any], element: str, value: str) -> bool:
    """Whether ``Action`` or ``Resource`` of a statement, or its opposite, covers a value."""
    # Actions are the same in capitals and small letters; ARNs are not.
    flags = re.IGNORECASE if element == "Action" else 0
    opposite = f"Not{element}"
    given = statement.get(opposite, statement.get(element, []))
    covered = any(re.fullmatch(_regex(pattern), value, flags) for pattern in _list(given))
    return covered != (opposite in statement)


def _met(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    return all(
        _holds(operator, context.get(key.lower()), [str(one) for one in _list(wanted)])
        for operator, block in conditions.items()
        for key, wanted in block.items()
    )


def _holds(operator: str, found: list[str] | None, wanted: list[str]) -> bool:
    """One condition; operators that are not known here do not hold."""
    kind = operator.rpartition(":")[2].removesuffix("IfExists")
    if kind == "Null":
        return (found is None) == (wanted[0].lower() == "true")
    if found is None:
        return "Not" in kind or operator.endswith("IfExists")
    if kind == "Bool":
        return [one.lower() for one in found] == [wanted[0].lower()]
    exact = {"StringEquals", "StringNotEquals"}
    if kind not in exact | {"StringLike", "StringNotLike", "ArnEquals", "ArnLike"}:
        return False
    patterns = [re.escape(one) if kind in exact else _regex(one) for one in wanted]
    match = any(re.fullmatch(pattern, one) for pattern in patterns for one in found)
    return match != ("Not" in kind)


def _regex(pattern: str) -> str:
    """A policy's pattern, in which * and ? are wildcards, as a regular expression."""
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
