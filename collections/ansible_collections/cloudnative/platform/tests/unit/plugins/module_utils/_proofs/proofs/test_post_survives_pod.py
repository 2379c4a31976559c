"""The proof against a small blog of this machine, which keeps or loses its posts."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.secrets import (
    Wanted,
    ensure,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.context import Context
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.model import (
    Observation,
    ProofError,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._proofs.proofs import (
    post_survives_pod,
)
from moto import mock_aws


class Blog(ThreadingHTTPServer):
    """Accounts and posts in memory behind the platform's own addresses."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.posts: dict[str, dict[str, str]] = {}
        self.passwords: dict[str, str] = {}


class Handler(BaseHTTPRequestHandler):
    """One request to the blog."""

    server: Blog

    def reply(self, status: int, body: Any = None) -> None:
        text = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    @property
    def post(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def known(self) -> bool:
        return self.headers["Authorization"] == "Bearer token of verify"

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.post == "register":
            known = self.server.passwords.setdefault(text["email"], text["password"])
            self.reply(201 if known is text["password"] else 409)
        elif self.post == "login":
            good = self.server.passwords.get(text["email"]) == text["password"]
            self.reply(*((200, {"access_token": "token of verify"}) if good else (401, {})))
        elif not self.known:
            self.reply(401)
        else:
            key = str(uuid.uuid4())
            self.server.posts[key] = text | {"id": key, "author": "verify"}
            self.reply(201, self.server.posts[key])

    def do_GET(self) -> None:
        if "?" in self.path:
            self.reply(200, {"items": list(self.server.posts.values())})
        else:
            found = self.server.posts.get(self.post)
            self.reply(200 if found else 404, found)

    def do_DELETE(self) -> None:
        if not self.known:
            self.reply(401)
        else:
            self.reply(204 if self.server.posts.pop(self.post, None) else 404)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def blog() -> Iterator[Blog]:
    with Blog() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


def pod(name: str) -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": "blog"}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": "blog", "labels": labels},
        "status": {"conditions": [{"type": "Ready", "status": "True"}]},
    }


@pytest.fixture
def secrets(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an AWS Secrets Manager (moto) that has the account's password."""
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = key\naws_secret_access_key = secret\n")
    place = {"aws_region": "ap-northeast-2", "aws_credentials_file": str(file)}
    with mock_aws():
        wanted = Wanted("lab/verify", ["password"])
        ensure(Source("", "ap-northeast-2", credentials_file=str(file)), wanted, check=False)
        yield place | {"account_secret": "lab/verify"}


@pytest.fixture
def platform(context: Context, blog: Blog, secrets: dict[str, str]) -> Context:
    """A cluster that makes a new pod for every one that is deleted."""
    cluster = context.cluster
    cluster.create(pod("blog-1"))
    forget = cluster.delete

    def delete(manifest: dict[str, Any]) -> None:
        forget(manifest)
        cluster.create(pod("blog-2"))

    cluster.delete = delete
    url = f"http://127.0.0.1:{blog.server_port}"
    return replace(context, settings=replace(context.settings, gateway_url=url, **secrets))


def guard(observations: list[Observation]) -> Observation:
    [found] = [entry for entry in observations if not entry.baseline]
    return found


def test_post_that_is_kept_is_read_from_the_new_pods_and_removed(
    platform: Context, blog: Blog
) -> None:
    seen = post_survives_pod.check(platform)
    assert all(entry.held for entry in seen)
    assert seen[1].asked == "delete pod blog-1"
    assert seen[1].seen.startswith("blog-2 after")
    assert blog.posts == {}


def test_post_that_is_lost_with_its_pod_is_seen(platform: Context, blog: Blog) -> None:
    delete = platform.cluster.delete

    def crash(manifest: dict[str, Any]) -> None:
        blog.posts.clear()
        delete(manifest)

    platform.cluster.delete = crash
    found = guard(post_survives_pod.check(platform))
    assert (found.held, found.seen) == (False, "status 404 with another or no text")


def test_post_that_comes_back_changed_is_seen(platform: Context, blog: Blog) -> None:
    delete = platform.cluster.delete

    def garble(manifest: dict[str, Any]) -> None:
        for post in blog.posts.values():
            post["body"] = "something else"
        delete(manifest)

    platform.cluster.delete = garble
    found = guard(post_survives_pod.check(platform))
    assert (found.held, found.seen) == (False, "status 200 with another or no text")


def test_control_asks_for_a_post_that_was_never_written(platform: Context, blog: Blog) -> None:
    assert not guard(post_survives_pod.check(platform.about("never-written"))).held
    assert platform.cluster.log == ["create Pod blog-1"]
    assert blog.posts == {}


def test_what_a_killed_run_left_is_removed_and_nothing_else(platform: Context, blog: Blog) -> None:
    ours = {"body": post_survives_pod.BODY, "author": "verify"}
    blog.posts["old"] = ours | {"id": "old", "title": "Proof old"}
    blog.posts["mine"] = {"id": "mine", "title": "Proof", "body": "of a reader", "author": "verify"}
    blog.posts["quote"] = ours | {"id": "quote", "title": "Proof", "author": "ann"}
    post_survives_pod.check(platform)
    assert list(blog.posts) == ["mine", "quote"]


def test_an_account_with_another_password_is_told(platform: Context, blog: Blog) -> None:
    blog.passwords["verify@cloudnative.platform"] = "somebody else's"
    with pytest.raises(ProofError, match=r"login: status 401 .* in the secret lab/verify"):
        post_survives_pod.check(platform)


def test_a_password_that_cannot_be_had_is_told(platform: Context) -> None:
    settings = replace(platform.settings, account_secret="lab/other")
    with pytest.raises(ProofError, match="the secret lab/other does not exist"):
        post_survives_pod.check(replace(platform, settings=settings))


def test_pods_that_never_come_are_told(platform: Context) -> None:
    platform.cluster.create(pod("stuck"))
    platform.cluster.delete = lambda _: None
    with pytest.raises(ProofError, match="180 s after blog-1, stuck were deleted, no other pods"):
        post_survives_pod.check(platform)
