"""A small catalogue that is valid; tests break one thing at a time."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def valid() -> dict[str, Any]:
    return {
        "debian": {
            "suite": "bookworm",
            "version": "12",
            "end_of_life": "2028-06-30",
            "packages": {"curl": "curl"},
        },
        "terraform_providers": {"hashicorp/aws": "MPL-2.0"},
        "components": {
            "tool": {
                "version": "1.2.3",
                "licence": "MIT",
                "end_of_life": "2027-01-01",
                "upstream": [{"url": "https://example.org/tool", "digest": None, "to": "bin/tool"}],
                "lab": {
                    "seconds": 10,
                    "go": {
                        "modules": {"example.org/tool": {"version": "v1.2.3", "sum": SUM}},
                        "programs": {"tool": "./cmd/tool"},
                    },
                },
                "images": {
                    "docker.io/example/tool": {"tag": "1.2.3", "digest": None, "recipe": "tool"}
                },
            },
            "curl": {
                "version": "7.88.1",
                "licence": "curl",
                "end_of_life": None,
                "end_of_life_reason": "nobody knows",
                "lab": {"seconds": 1, "debian": {"packages": ["curl"]}},
            },
        },
    }


SUM = f"h1:{'a' * 43}="
