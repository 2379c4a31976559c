"""A cache of the test's own, and a catalogue with a few tools that need no network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from platform_lab import catalogue
from platform_lab.build import store
from platform_lab.catalogue.load import parse

CATALOGUE = """\
debian: {suite: bookworm, version: "12", end_of_life: 2028-06-30, packages: {curl: curl}}
terraform_providers: {}
components:
  tool:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    upstream: [{url: "https://example.org/tool", digest: null, to: bin/tool}]
    lab: {seconds: 1, debian: {packages: [curl]}}
  tool-kit:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    lab: {seconds: 1, debian: {packages: [curl]}}
  checker:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    tests_only: true
    lab: {seconds: 1, debian: {packages: [curl]}}
  picture:
    version: 1.0.0
    licence: MIT
    end_of_life: 2027-01-01
    images: {docker.io/example/picture: {tag: 1.0.0, digest: null, recipe: picture}}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty cache folder, and the small catalogue in place of the project's."""
    monkeypatch.setenv("PLATFORM_LAB_CACHE", str(tmp_path / "cache"))
    small = parse(CATALOGUE, "catalogue.yml")
    monkeypatch.setattr(catalogue, "load", lambda: small)
    store.key_of.cache_clear()
    yield tmp_path / "cache"
    store.key_of.cache_clear()
