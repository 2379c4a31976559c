"""A catalogue that says something wrong is refused, and the error says what and where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from platform_lab.catalogue.load import load, parse
from platform_lab.errors import LabError

Change = Callable[[dict[str, Any]], object]


def tool(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["components"]["tool"]
    return found


INVALID: dict[str, tuple[Change, str]] = {
    "unknown key at the top": (lambda d: d.update(charts={}), "charts: unknown key"),
    "unknown key of a component": (
        lambda d: tool(d).update(license="MIT"),
        "components.tool.license: unknown key",
    ),
    "no licence": (
        lambda d: tool(d).pop("licence"),
        "components.tool.licence: this key is missing",
    ),
    "no version": (
        lambda d: tool(d).pop("version"),
        "components.tool.version: this key is missing",
    ),
    "empty version": (lambda d: tool(d).update(version=""), "components.tool.version"),
    "version that YAML made a number": (lambda d: tool(d).update(version=1.2), "tool.version"),
    "no end of life": (lambda d: tool(d).pop("end_of_life"), "end_of_life: this key is missing"),
    "end of life unknown without a reason": (
        lambda d: tool(d).update(end_of_life=None),
        "say why in end_of_life_reason",
    ),
    "end of life that is no day": (lambda d: tool(d).update(end_of_life="soon"), "end_of_life"),
    "component name with capitals": (
        lambda d: d["components"].update(Tool=d["components"]["tool"]),
        "components.Tool",
    ),
    "nothing comes of it": (
        lambda d: (tool(d).pop("lab"), tool(d).pop("images")),
        "give it a lab source or images",
    ),
    "two lab sources": (
        lambda d: tool(d)["lab"].update(debian={"packages": ["curl"]}),
        "name one source",
    ),
    "no lab source": (lambda d: tool(d)["lab"].pop("go"), "name one source"),
    "Go module without a checksum": (
        lambda d: tool(d)["lab"]["go"]["modules"]["example.org/tool"].pop("sum"),
        "sum: this key is missing",
    ),
    "Go checksum of another kind": (
        lambda d: tool(d)["lab"]["go"]["modules"]["example.org/tool"].update(sum="sha256:aa"),
        "sum",
    ),
    "Go version without v": (
        lambda d: tool(d)["lab"]["go"]["modules"]["example.org/tool"].update(version="1.2.3"),
        "version",
    ),
    "several modules without a workspace": (
        lambda d: tool(d)["lab"]["go"]["modules"].update(
            {"example.org/b": tool(d)["lab"]["go"]["modules"]["example.org/tool"]}
        ),
        "several modules need a workspace",
    ),
    "download without a digest key": (
        lambda d: tool(d)["upstream"][0].pop("digest"),
        "digest: this key is missing",
    ),
    "download with a short digest": (
        lambda d: tool(d)["upstream"][0].update(digest="sha256:123"),
        "digest",
    ),
    "download without TLS": (
        lambda d: tool(d)["upstream"][0].update(url="http://example.org/tool"),
        "url",
    ),
    "download that goes nowhere": (lambda d: tool(d)["upstream"][0].pop("to"), "say either 'to'"),
    "file that leaves the artifact": (
        lambda d: tool(d)["upstream"][0].update(to="../../etc/passwd"),
        "relative path that stays inside",
    ),
    "file with an absolute path": (
        lambda d: tool(d)["lab"]["go"].update(files={"/etc/x": "x"}),
        "relative path that stays inside",
    ),
    "image without a registry host": (
        lambda d: tool(d)["images"].update(tool=tool(d)["images"]["docker.io/example/tool"]),
        "images.tool",
    ),
    "image without a tag": (
        lambda d: tool(d)["images"]["docker.io/example/tool"].pop("tag"),
        "tag: this key is missing",
    ),
    "image of two components": (
        lambda d: d["components"]["curl"].update(images=dict(tool(d)["images"])),
        "image docker.io/example/tool is made by curl and by tool",
    ),
    "Debian package without a licence": (
        lambda d: d["debian"]["packages"].clear(),
        "curl: not under debian.packages: curl",
    ),
    "no seconds": (lambda d: tool(d)["lab"].update(seconds=0), "seconds"),
}


@pytest.mark.parametrize("case", INVALID)
def test_refused(case: str, valid: dict[str, Any]) -> None:
    change, told = INVALID[case]
    change(valid)
    with pytest.raises(LabError, match="is not a valid catalogue") as caught:
        parse(yaml.safe_dump(valid), "catalogue.yml")
    assert told in str(caught.value)


def test_what_the_tests_start_from_is_valid(valid: dict[str, Any]) -> None:
    assert parse(yaml.safe_dump(valid), "catalogue.yml").component("tool").version == "1.2.3"


def test_all_problems_are_told_at_once(valid: dict[str, Any]) -> None:
    tool(valid).pop("licence")
    valid["components"]["curl"].pop("version")
    with pytest.raises(LabError) as caught:
        parse(yaml.safe_dump(valid), "catalogue.yml")
    assert "tool.licence" in str(caught.value)
    assert "curl.version" in str(caught.value)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(LabError, match="'debian' appears twice"):
        parse("debian: {}\ndebian: {}\n", "catalogue.yml")


@pytest.mark.parametrize("text", ["a: [", "\t- x", "a: b: c"])
def test_no_yaml_is_refused(text: str) -> None:
    with pytest.raises(LabError, match="is not valid YAML"):
        parse(text, "catalogue.yml")


@pytest.mark.parametrize("text", ["", "[]", "just words"])
def test_other_yaml_is_refused(text: str) -> None:
    with pytest.raises(LabError, match="is not a valid catalogue"):
        parse(text, "catalogue.yml")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="cannot be read"):
        load(tmp_path / "none.yml")
