"""``image_promote`` names images in a repository that others push to as well."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from gitops.conftest import OVERLAY, Origin
from kube.process import result_of

DIGEST = "sha256:" + "0" * 64
Start = Callable[..., Any]


def images(origin: Origin, path: str = OVERLAY) -> list[dict[str, str]]:
    found: list[dict[str, str]] = yaml.safe_load(origin.text(path))["images"]
    return found


def test_image_is_committed_and_the_same_again_changes_nothing(
    origin: Origin, start: Start
) -> None:
    told = result_of(start(tag="one", digest=DIGEST))
    assert told["changed"]
    assert told["attempts"] == 1
    entry = {"name": "blog", "newName": "registry.example/blog", "newTag": "one", "digest": DIGEST}
    assert images(origin) == [entry]
    assert origin.log() == [f"Run blog one in {OVERLAY}", "Begin"]
    assert not result_of(start(tag="one", digest=DIGEST))["changed"]
    assert len(origin.log()) == 2


def test_check_mode_shows_the_change_and_pushes_nothing(origin: Origin, start: Start) -> None:
    told = result_of(start(tag="one", _ansible_check_mode=True, _ansible_diff=True))
    assert told["changed"]
    assert "newTag: one" in told["diff"]["after"]
    assert "newTag" not in told["diff"]["before"]
    assert origin.log() == ["Begin"]


def test_of_ten_pushes_at_once_none_is_lost(origin: Origin, start: Start) -> None:
    for number in range(10):
        path = origin.clone / f"k8s/services/service-{number}/overlays/lab"
        path.mkdir(parents=True)
        (path / "kustomization.yaml").write_text(origin.text())
    origin.commit("Add ten")
    paths = [f"k8s/services/service-{number}/overlays/lab" for number in range(10)]
    # Half of them change one file, the others one each.
    running = [start(path=path, tag="own") for path in paths[:5]]
    running += [start(path=paths[9], image=f"image-{n}", tag=f"tag-{n}") for n in range(5)]
    told = [result_of(process) for process in running]
    assert [entry.get("msg") for entry in told] == [None] * 10
    assert max(entry["attempts"] for entry in told) > 1
    assert len(origin.log()) == 2 + 10
    for path in paths[:5]:
        assert [entry["newTag"] for entry in images(origin, path)] == ["own"]
    named = {entry["name"]: entry["newTag"] for entry in images(origin, paths[9])}
    assert named == {f"image-{n}": f"tag-{n}" for n in range(5)}


def test_a_slow_build_does_not_put_back_an_older_commit(origin: Origin, start: Start) -> None:
    older, newer = origin.commit("Older"), origin.commit("Newer")
    assert result_of(start(tag=newer))["changed"]
    told = result_of(start(tag=older))
    assert not told["changed"]
    assert told["superseded_by"] == newer
    assert images(origin)[0]["newTag"] == newer
    latest = origin.commit("Latest")
    assert result_of(start(tag=latest))["changed"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"path": "k8s/services/nothing"}, "k8s/services/nothing/kustomization.yaml is not in"),
        ({"path": "../../outside"}, "is not in branch main"),
        ({"branch": "absent"}, "Remote branch absent not found"),
        ({"repository": "/nowhere.git"}, "/nowhere.git"),
        (
            {"kustomize_binary": "/nowhere/kustomize"},
            "/nowhere/kustomize is needed to set an image",
        ),
    ],
)
def test_errors_say_what_is_wrong(
    origin: Origin, start: Start, arguments: dict[str, str], message: str
) -> None:
    told = result_of(start(tag="one", **arguments))
    assert told["failed"]
    assert message in told["msg"]
    assert origin.log() == ["Begin"]


def test_a_server_that_refuses_the_push_is_quoted_at_once(origin: Origin, start: Start) -> None:
    hook = Path(origin.url) / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'this branch is protected' >&2\nexit 1\n")
    hook.chmod(0o755)
    told = result_of(start(tag="one"))
    assert told["failed"]
    assert "this branch is protected" in told["msg"]


def test_the_token_is_in_no_argument_and_no_result(
    origin: Origin, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is asked through a program that notes its arguments and how it would log in."""
    programs = tmp_path / "programs"
    programs.mkdir()
    spy = programs / "git"
    spy.write_text(
        "#!/bin/sh\n"
        f'echo "$@" >> {tmp_path}/arguments\n'
        f'echo "$GIT_CONFIG_VALUE_0" >> {tmp_path}/logins\n'
        'PATH=${PATH#*:} exec git "$@"\n'
    )
    spy.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    told = result_of(start(tag="one", token="canary-token"))
    assert told["changed"]
    assert "canary" not in str(told)
    arguments = (tmp_path / "arguments").read_text()
    assert "push" in arguments
    assert "canary" not in arguments
    login = base64.b64encode(b"x-access-token:canary-token").decode()
    assert login not in arguments
    assert f"Authorization: Basic {login}" in (tmp_path / "logins").read_text()
