# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ManifestError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.manifests import (
    gather,
    titled,
)

OBJECT = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
TEXT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


def names(**sources: Any) -> list[str]:
    return [loaded.body["metadata"]["name"] for loaded in gather(**sources)]


def test_definitions_are_mappings_texts_and_lists_of_both() -> None:
    assert names(definition=OBJECT) == ["a"]
    assert names(definition=TEXT + "---\n" + TEXT.replace("a\n", "b\n")) == ["a", "b"]
    assert names(definition=[OBJECT, TEXT, [OBJECT]]) == ["a", "a", "a"]
    assert names(definition=[]) == names(definition="") == names(definition="# nothing\n") == []


def test_documents_tell_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "set.yml"
    path.write_text(f"# first\n---\n{TEXT}---\n---\n# second\n{TEXT}")
    assert [loaded.source for loaded in gather(src=[str(path)])] == [f"{path}:3", f"{path}:10"]


def test_folder_gives_its_manifests_by_name(tmp_path: Path) -> None:
    (tmp_path / "2.yaml").write_text(TEXT.replace("a\n", "second\n"))
    (tmp_path / "1.json").write_text('{"apiVersion": "v1", "kind": "A", "metadata": {"name": "1"}}')
    (tmp_path / "README.md").write_text("not: a manifest")
    assert names(src=[str(tmp_path)]) == ["1", "second"]


def test_lists_become_their_items() -> None:
    nested = {"apiVersion": "v1", "kind": "List", "items": [OBJECT, OBJECT]}
    assert names(definition=nested) == ["a", "a"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: b\n  c: d\n", r"set\.yml:2: not valid YAML"),
        ("a: [1\n", r"set\.yml:2: not valid YAML"),
        ("kind: A\n", r"set\.yml:1: the object has no apiVersion"),
        ("# x\n---\napiVersion: v1\n", r"set\.yml:3: the object has no kind"),
        ("- a\n", r"set\.yml:1: not a Kubernetes object but list"),
        ("just text\n", "not a Kubernetes object but str"),
        ("apiVersion: v1\nkind: A\n", "A has no metadata.name"),
        ("apiVersion: v1\nkind: A\nmetadata: {generateName: a-}\n", "cannot be applied"),
        ("a: !!python/object:os.system x\n", "not valid YAML"),
    ],
)
def test_unusable_text_names_file_line_and_fault(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "set.yml"
    path.write_text(text)
    with pytest.raises(ManifestError, match=says):
        gather(src=[str(path)])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-01-01", "2026-01-01"),
        ("22:22", "22:22"),
        ("1.2.3", "1.2.3"),
        ("0644", 0o644),
        ("-12", -12),
        ("1e3", 1000.0),
        ("1.5", 1.5),
        ("true", True),
        ("~", None),
        ("8080m", "8080m"),
    ],
)
def test_plain_values_are_read_as_kubectl_reads_them(text: str, value: object) -> None:
    [loaded] = gather(definition=f"{TEXT}data: {text}\n")
    assert loaded.body["data"] == value
    assert type(loaded.body["data"]) is type(value)


def test_missing_and_empty_places_are_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="does not exist"):
        gather(src=[str(tmp_path / "nothing.yml")])
    with pytest.raises(ManifestError, match="holds no"):
        gather(src=[str(tmp_path)])
    (tmp_path / "kustomization.yaml").write_text("resources: []")
    with pytest.raises(ManifestError, match="give it as 'kustomize'"):
        gather(src=[str(tmp_path)])


def script(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_rendered_template_tells_its_own_file_and_line() -> None:
    [first, second] = gather(templates=[titled("a b.yml.j2", f"\n{TEXT}---\n{TEXT}")])
    assert [first.source, second.source] == ["a b.yml.j2:2", "a b.yml.j2:7"]
    with pytest.raises(ManifestError, match=r"^set\.yml\.j2:2: not valid YAML"):
        gather(templates=[titled("set.yml.j2", "a: b\n  c: d\n")])


def test_kustomize_is_called_as_each_program_wants(tmp_path: Path) -> None:
    for name, verb in (("kustomize", "build"), ("kubectl", "kustomize")):
        body = f'[ "$1 $2" = "{verb} overlay" ] || exit 1\nprintf "{TEXT!r}"'.replace("'", "")
        program = script(tmp_path, name, body)
        assert names(kustomize="overlay", kustomize_binary=program) == ["a"]


def test_kustomize_that_fails_or_is_missing_is_told(tmp_path: Path) -> None:
    program = script(tmp_path, "kustomize", "echo no such base >&2; exit 1")
    with pytest.raises(ManifestError, match="could not build overlay: no such base"):
        gather(kustomize="overlay", kustomize_binary=program)
    with pytest.raises(ManifestError, match="is not installed"):
        gather(kustomize="overlay", kustomize_binary=str(tmp_path / "missing"))
