# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""A post written through the gateway outlives the pod that took it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from http import HTTPStatus

from .. import account, guards, places, web
from ..context import Context
from ..model import Control, Observation, Proof, ProofError

# Seconds in which new pods must take the place of deleted ones and answer.
RECOVERY = 180.0
PAUSE = 0.5
# Seconds for which the removal of the proof's own post is tried.
REMOVAL = 10.0

TITLE = "Proof"
# By this a post is known as one of ours.
BODY = "Written by the platform's own verification, which removes this post."


def check(context: Context) -> list[Observation]:
    """Write a post, delete all of the blog's pods, read the post from their successors."""
    posts = f"{context.settings.gateway_url}/api/posts"
    identity = account.log_in(context)
    remove_leftovers(posts, identity)
    text = {"title": f"{TITLE} {uuid.uuid4()}", "body": BODY}
    written = web.request("POST", posts, text, identity)
    created = Observation(
        asked=f"POST {posts}",
        expected="status 201",
        seen=f"status {written.status}",
        held=written.status == HTTPStatus.CREATED,
        baseline=True,
    )
    if not created.held:
        return [created]
    url = f"{posts}/{written.data['id']}"
    try:
        asked = f"{posts}/{uuid.uuid4()}" if context.subject else url
        # The control asks for another post; that needs no new pods.
        replaced = [] if context.subject else [replace_pods(context, url)]
        return [created, *replaced, read_back(asked, text)]
    finally:
        remove(context, url, identity)


def remove_leftovers(posts: str, identity: dict[str, str]) -> None:
    """Remove posts that killed runs have left."""
    found = web.request("GET", f"{posts}?q={TITLE}&limit=100").data.get("items") or []
    for post in found:
        if (post["author"], post["body"]) == (account.NAME, BODY):
            web.request("DELETE", f"{posts}/{post['id']}", headers=identity)


def remove(context: Context, url: str, identity: dict[str, str]) -> None:
    """Remove our post; what a blog that is down keeps for now, the next run removes."""
    deadline = context.clock() + REMOVAL
    gone = False
    while not gone and context.clock() < deadline:
        with suppress(ProofError):
            status = web.request("DELETE", url, headers=identity).status
            gone = status in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND)
        if not gone:
            context.sleep(PAUSE)


def read_back(url: str, text: dict[str, str]) -> Observation:
    """Read a post and compare it with what was written."""
    page = web.request("GET", url)
    same = {name: page.data.get(name) for name in text} == text
    return Observation(
        asked=f"GET {url}",
        expected="status 200 with the text that was written",
        seen=f"status {page.status} with {'that' if same else 'another or no'} text",
        held=page.status == HTTPStatus.OK and same,
    )


def replace_pods(context: Context, url: str) -> Observation:
    """Delete the blog's pods and wait until others answer in their place.

    Raises:
        ProofError: no others came in time.
    """
    settings = context.settings
    start = context.clock()
    before = context.cluster.objects("v1", "Pod", settings.blog_namespace, settings.blog_selector)
    names = {pod["metadata"]["name"] for pod in before}
    for pod in before:
        context.cluster.delete(pod)
    while True:
        pods = context.cluster.objects("v1", "Pod", settings.blog_namespace, settings.blog_selector)
        now = {pod["metadata"]["name"]: places.is_ready(pod) for pod in pods}
        # The gateway learns of new pods a moment after they are ready.
        if now and all(now.values()) and not names & now.keys() and _answers(url):
            break
        if context.clock() - start > RECOVERY:
            raise ProofError(
                f"{RECOVERY:.0f} s after {', '.join(sorted(names))} were deleted, no other pods "
                f"serve the blog: {now or 'there are none'}"
            )
        context.sleep(PAUSE)
    seconds = context.clock() - start
    return Observation(
        asked=f"delete pod {', '.join(sorted(names))}",
        expected="other pods answer through the gateway",
        seen=f"{', '.join(sorted(now))} after {seconds:.1f} s",
        held=bool(names),
        baseline=True,
        ms=round(seconds * 1000),
    )


def _answers(url: str) -> bool:
    """Whether the blog itself answers, be it that the post is not there."""
    try:
        return web.request("GET", url).status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND)
    except ProofError:
        return False


PROOF = Proof(
    name="post_survives_pod",
    title="A post written through the gateway is read back after the blog's pods were deleted",
    guard="The database's volume, and a Deployment that replaces its pods",
    requirement="T-8",
    check=check,
    control=Control(
        title="a post was asked for that was never written",
        broken=guards.asking_about("never-written"),
        mends=False,
    ),
    alone=True,
)
