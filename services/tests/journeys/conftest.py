"""What all journeys share: the services, a browser, and people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from stand.person import Person
from stand.services import Stand, services

NewPerson = Callable[..., Person]
PATIENCE = 30_000  # milliseconds until something shows on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def stand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """All services, running."""
    with services(tmp_path_factory.mktemp("stand")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    assert program, "the browser is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to run as root; the page is ours.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def person(stand: Stand, browser: Browser) -> Iterator[NewPerson]:
    """Makes a person with a browser profile of their own, on the opened page.

    The test fails if a script of the page fails or breaks the content policy.
    """
    opened, broken = [], []

    def make(keyboard: bool = False, **profile: Any) -> Person:
        context = browser.new_context(base_url=stand.url, **profile)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: _note(line.text, broken))
        page.goto("/")
        return Person(page, keyboard)

    yield make
    for context in opened:
        context.close()
    assert broken == []


def _note(text: str, broken: list[str]) -> None:
    if "Content Security Policy" in text or "Trusted" in text:
        broken.append(text)
