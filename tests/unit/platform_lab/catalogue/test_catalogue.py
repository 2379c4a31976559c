"""Asking the catalogue: what is unknown is told together with what is known."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from platform_lab.catalogue import Catalogue, load
from platform_lab.catalogue.load import parse
from platform_lab.errors import LabError


@pytest.fixture
def small(valid: dict[str, Any]) -> Catalogue:
    return parse(yaml.safe_dump(valid), "catalogue.yml")


def test_an_unknown_component_is_told(small: Catalogue) -> None:
    with pytest.raises(LabError, match=r"unknown component 'tol'\. catalogue\.yml has: curl, tool"):
        small.component("tol")


def test_an_unknown_version_is_told(small: Catalogue) -> None:
    assert small.component("tool", "1.2.3").licence == "MIT"
    with pytest.raises(
        LabError, match=r"unknown version '9' of tool\. catalogue\.yml pins 1\.2\.3"
    ):
        small.component("tool", "9")


def test_an_image_is_found_by_its_upstream_name(small: Catalogue) -> None:
    assert small.reference("docker.io/example/tool") == "docker.io/example/tool:1.2.3"
    with pytest.raises(LabError, match=r"unknown image 'docker\.io/example/other'"):
        small.image("docker.io/example/other")


def test_it_cannot_be_changed_after_loading(small: Catalogue) -> None:
    with pytest.raises(ValueError, match="frozen"):
        small.components["tool"].version = "2"


def test_images_made_of_one_version_carry_its_tag() -> None:
    """A component's version and its images' tags move together."""
    # The tag of a stand-in for an image family is that of the family.
    families = {
        "docker.io/library/debian",
        "docker.io/library/golang",
        "docker.io/library/postgres",
        "docker.io/library/python",
        "gcr.io/distroless/static-debian12",
    }
    for component in load().components.values():
        for name, image in component.images.items():
            if name not in families:
                assert component.version in image.tag, name


def test_go_versions_are_those_of_the_components() -> None:
    for name, component in load().components.items():
        if component.lab and component.lab.go and not component.note:
            versions = {module.version for module in component.lab.go.modules.values()}
            assert versions == {f"v{component.version}"}, name
