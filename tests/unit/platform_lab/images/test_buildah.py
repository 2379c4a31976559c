"""The settings that make one registry answer for all names."""

from __future__ import annotations

import tomllib

from platform_lab.images.buildah import registries


def test_every_host_leads_to_the_one_registry() -> None:
    text = registries("172.30.0.2:5000", ["docker.io", "quay.io"])
    assert tomllib.loads(text) == {
        "unqualified-search-registries": [],
        "registry": [
            {"prefix": host, "location": "172.30.0.2:5000", "insecure": True}
            for host in ("docker.io", "quay.io")
        ],
    }
