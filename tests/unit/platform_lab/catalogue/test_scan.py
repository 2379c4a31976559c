"""Finding in a text what it would install."""

from __future__ import annotations

import pytest

from platform_lab.catalogue.scan import Found, scan


@pytest.mark.parametrize(
    ("text", "suffix", "found"),
    [
        ("image: docker.io/library/redis:7", ".yml", [("image", "docker.io/library/redis:7")]),
        ('  image: "redis:7"', ".yml", [("image", "redis:7")]),
        ("image: quay.io/a/b@sha256:12", ".yml", [("image", "quay.io/a/b@sha256:12")]),
        (
            "sandbox = 'registry.k8s.io/pause:3.10'",
            ".py",
            [("image", "registry.k8s.io/pause:3.10")],
        ),
        (
            "FROM docker.io/library/go:1 AS build",
            "Dockerfile",
            [("image", "docker.io/library/go:1")],
        ),
        ("FROM --platform=x a/b:1", "Dockerfile", [("image", "a/b:1")]),
        ("FROM build", "Dockerfile", []),
        ("FROM scratch", "Dockerfile", []),
        ("image: '{{ registry }}/blog:{{ tag }}'", ".yml", []),
        ("# image: docker.io/library/redis:7", ".yml", []),
        ("the image: a picture", ".yml", []),
        (
            "RUN curl -fL https://x.org/a.tgz | tar x",
            "Dockerfile",
            [("url", "https://x.org/a.tgz")],
        ),
        ("RUN curl \\\n  -o a \\\n  https://x.org/a", "Dockerfile", [("url", "https://x.org/a")]),
        ("ADD https://x.org/a /a", "Dockerfile", [("url", "https://x.org/a")]),
        ("kubectl apply -f https://x.org/m.yaml", ".sh", [("url", "https://x.org/m.yaml")]),
        ("helm repo add x https://x.org/charts", ".sh", [("url", "https://x.org/charts")]),
        ("git clone https://x.org/r.git", ".sh", [("url", "https://x.org/r.git")]),
        (
            "- ansible.builtin.get_url:\n    dest: /x\n    url: https://x.org/a\n",
            ".yml",
            [("url", "https://x.org/a")],
        ),
        ("curl http://127.0.0.1:9090/metrics", ".sh", []),
        ("curl https://$host/x", ".sh", []),
        ("see https://x.org/page", ".yml", []),
        (
            "RUN apt-get update && apt-get install -y --no-install-recommends git-lfs jq && rm x",
            "Dockerfile",
            [("package", "git-lfs"), ("package", "jq")],
        ),
        (
            "RUN apt-get install -y \\\n  jq \\\n  tree",
            "Dockerfile",
            [("package", "jq"), ("package", "tree")],
        ),
        (
            "- ansible.builtin.apt:\n    name: [jq, git-lfs]\n    state: present\n",
            ".yml",
            [("package", "git-lfs"), ("package", "jq")],
        ),
        (
            "- ansible.builtin.apt:\n    name:\n      - jq\n      - tree\n",
            ".yml",
            [("package", "jq"), ("package", "tree")],
        ),
        ("- ansible.builtin.apt:\n    name: jq\n", ".yml", [("package", "jq")]),
        ('  source = "./modules/x"', ".tf", []),
        ('  source  = "hashicorp/aws"', ".tf", [("provider", "hashicorp/aws")]),
        ('source = "git::https://x.org/m"', ".tf", [("provider", "git::https://x.org/m")]),
    ],
)
def test_found(text: str, suffix: str, found: list[tuple[str, str]]) -> None:
    assert sorted((item.kind, item.name) for item in scan(text, suffix)) == found


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("RUN pip install requests", True),
        ("RUN pip install --require-hashes -r lock", False),
        ("uv pip install --no-deps --editable .", False),
        ("go install example.org/tool@latest", True),
        ("go get example.org/tool", True),
        ("go build ./cmd/x", False),
        ("npm install left-pad", True),
        ("npm ci", False),
    ],
)
def test_ways_that_no_pin_covers_are_forbidden(text: str, forbidden: bool) -> None:
    assert [item.kind for item in scan(text, ".sh")] == (["forbidden"] if forbidden else [])


def test_lines_are_counted_in_the_file_as_it_is() -> None:
    text = "# one\nRUN a \\\n  b\nFROM docker.io/library/go:1\n"
    assert scan(text, "Dockerfile") == [Found("image", "docker.io/library/go:1", 4)]
