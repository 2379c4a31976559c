"""``service_build_info`` tells what a commit has to build."""

from __future__ import annotations

from typing import Any

import pytest

from gitops.conftest import Origin
from kube.process import run_module

DOCKERFILE = """\
FROM docker.io/library/python:3.11 AS build
COPY --from=kit --chown=1:1 kit /kit
COPY --from=build /opt /opt
COPY app /app
"""


@pytest.fixture
def commits(origin: Origin) -> dict[str, str]:
    """A repository with two services, one of which shares a folder; its commits by subject."""
    found = {}
    files = {
        "services/kit/kit/a.py": "1",
        "services/auth/app/a.py": "1",
        "services/auth/Dockerfile": DOCKERFILE,
        "services/blog/app/a.py": "1",
        "services/blog/Dockerfile": "FROM scratch\nCOPY app /app\n",
        "services/contracts/blog.yaml": "1",
    }
    for name, text in files.items():
        path = origin.clone / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    found["begin"] = origin.commit("Begin services")
    (origin.clone / "services/kit/kit/a.py").write_text("2")
    found["kit"] = origin.commit("Change what auth shares")
    (origin.clone / "services/contracts/blog.yaml").write_text("2")
    found["contract"] = origin.commit("Change what no image has")
    return found


def look(origin: Origin, **more: Any) -> dict[str, dict[str, Any]]:
    told = run_module("service_build_info", {"root": str(origin.clone)} | more)
    assert "msg" not in told, told
    return {service["name"]: service for service in told["services"]}


def test_an_image_is_named_after_the_last_commit_that_changes_it(
    origin: Origin, commits: dict[str, str]
) -> None:
    found = look(origin)
    assert {name: service["commit"] for name, service in found.items()} == {
        "auth": commits["kit"],
        "blog": commits["begin"],
    }
    assert found["auth"]["paths"] == ["services/auth", "services/kit"]
    assert found["blog"]["paths"] == ["services/blog"]


def test_only_what_has_changed_since_is_built(origin: Origin, commits: dict[str, str]) -> None:
    def changed(since: str) -> set[str]:
        return {name for name, found in look(origin, since=since).items() if found["changed"]}

    assert changed(f"{commits['begin']}~1") == {"auth", "blog"}
    assert changed(commits["begin"]) == {"auth"}
    assert changed(commits["kit"]) == set()
    assert {found["changed"] for found in look(origin).values()} == {True}


def test_uncommitted_changes_are_refused_unless_named(
    origin: Origin, commits: dict[str, str]
) -> None:
    (origin.clone / "services/kit/kit/new.py").write_text("3")
    (origin.clone / "services/contracts/other.yaml").write_text("3")
    told = run_module("service_build_info", {"root": str(origin.clone)})
    assert told["failed"]
    assert "services/kit/kit/new.py" in told["msg"]
    found = look(origin, committed=False)
    assert found["auth"]["uncommitted"] == ["services/kit/kit/new.py"]
    assert found["blog"]["uncommitted"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "nonsense"}, "nonsense is no commit of"),
        ({"since": "--all"}, "--all is no commit of"),
        ({"folder": "nowhere"}, "nowhere has no service"),
    ],
)
def test_errors_say_what_is_wrong(
    origin: Origin, commits: dict[str, str], arguments: dict[str, str], message: str
) -> None:
    told = run_module("service_build_info", {"root": str(origin.clone)} | arguments)
    assert told["failed"]
    assert message in told["msg"]


def test_a_service_that_was_never_committed_has_no_commit(
    origin: Origin, commits: dict[str, str]
) -> None:
    (origin.clone / "services/new").mkdir()
    (origin.clone / "services/new/Dockerfile").write_text("FROM scratch\n")
    assert look(origin, committed=False)["new"]["commit"] == ""
