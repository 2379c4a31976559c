# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Asking is a new process that reads the whole catalogue, so a run asks once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.loader import lookup_loader
from ansible_collections.cloudnative.platform.plugins.lookup import artifact

BUILT = {"helm": {"path": "/a/helm-1", "version": "3.0.0"}}


@pytest.fixture(autouse=True)
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The questions to the engine, which has built helm."""
    questions: list[tuple[str, ...]] = []

    def ask(*names: str) -> artifact.Artifacts:
        questions.append(names)
        if names:
            raise AnsibleError(f"{names} not built")
        return dict(BUILT)

    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))
    monkeypatch.setattr(artifact, "ask", ask)
    return questions


def look(*terms: str, **options: Any) -> list[str]:
    plugin = lookup_loader.get("cloudnative.platform.artifact")
    found: list[str] = plugin.run(list(terms), {}, **options)
    return found


def test_one_question_answers_path_and_version(asked: list[tuple[str, ...]]) -> None:
    assert look("helm") == ["/a/helm-1"]
    assert look("helm", field="version") == ["3.0.0"]
    assert asked == [()]


def test_what_is_built_later_is_asked_for_again(asked: list[tuple[str, ...]]) -> None:
    look("helm")
    BUILT["istio"] = {"path": "/a/istio-1", "version": "1.31.0"}
    try:
        assert look("istio", "helm") == ["/a/istio-1", "/a/helm-1"]
    finally:
        del BUILT["istio"]
    assert asked == [(), ()]


def test_what_is_not_built_is_an_error_that_names_it(asked: list[tuple[str, ...]]) -> None:
    with pytest.raises(AnsibleError, match="nothing"):
        look("helm", "nothing")
    assert asked == [(), ("nothing",)]
