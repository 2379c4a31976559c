"""Reading what a Dockerfile needs, and how images are named."""

from __future__ import annotations

import pytest

from platform_lab.images.recipe import Needs, needs, repository, split

SERVICE = """\
# FROM docker.io/library/old:1 AS comment
FROM --platform=linux/amd64 docker.io/library/python:3.11 AS build
RUN pip install \\
      --require-hashes -r lock
FROM docker.io/library/debian:12
COPY --from=build --chown=1:1 /opt /opt
COPY --from=kubernetes bin/kubectl /usr/bin/
copy --from=docker.io/library/busybox:1 /bin/busybox /bin/
COPY --from=0 /x /x
RUN --mount=type=bind,from=helm,target=/in cp /in/bin/helm /usr/bin/
COPY app /app
"""


def test_bases_and_artifacts_are_found_in_order() -> None:
    assert needs(SERVICE) == Needs(
        bases=(
            "docker.io/library/python:3.11",
            "docker.io/library/debian:12",
            "docker.io/library/busybox:1",
        ),
        contexts=("kubernetes", "helm"),
    )


def test_a_stage_is_no_base() -> None:
    assert needs("FROM a/b:1 AS one\nFROM one AS two\nFROM two\n").bases == ("a/b:1",)


def test_scratch_needs_nothing() -> None:
    assert needs("FROM scratch\nCOPY x /x\n") == Needs((), ())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("docker.io/library/debian", "library/debian"),
        ("quay.io/cilium/cilium", "cilium/cilium"),
        ("registry.k8s.io/pause", "pause"),
        ("123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/blog", "blog"),
        ("localhost/blog", "blog"),
        ("172.30.0.2:5000/blog", "blog"),
        ("cloudnative/blog", "cloudnative/blog"),
        ("blog", "blog"),
    ],
)
def test_images_lie_under_their_upstream_path(name: str, path: str) -> None:
    assert repository(name) == path


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("docker.io/library/debian:12", ("docker.io/library/debian", "12")),
        ("docker.io/library/debian", ("docker.io/library/debian", "latest")),
        ("172.30.0.2:5000/blog", ("172.30.0.2:5000/blog", "latest")),
        ("172.30.0.2:5000/blog:1", ("172.30.0.2:5000/blog", "1")),
    ],
)
def test_name_and_tag(reference: str, parts: tuple[str, str]) -> None:
    assert split(reference) == parts
