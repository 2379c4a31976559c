"""A person in front of the page: reads it, types, taps, or uses the keyboard alone."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator, Page, expect

LONGEST_WAY = 60  # presses of the tabulator key
Role = Literal["button", "heading", "link", "listitem", "searchbox", "status", "textbox"]


class Person:
    """Uses one page.

    Args:
        page: an open page of the browser.
        keyboard: uses no pointer at all.
    """

    def __init__(self, page: Page, keyboard: bool = False) -> None:
        self.page = page
        self._keyboard = keyboard

    def press(self, role: Role, name: str) -> None:
        """Use a button or a link."""
        self._use(self.page.get_by_role(role, name=name, exact=True))

    def write(self, label: str, text: str) -> None:
        """Put a text into a field, in the place of what is there."""
        found = self.page.get_by_label(label, exact=True)
        if self._keyboard:
            self._reach(found)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            found.fill(text)

    def sees(self, role: Role, name: str) -> None:
        """Wait until something is shown."""
        expect(self.page.get_by_role(role, name=name, exact=True)).to_be_visible()

    def hears(self, text: str) -> None:
        """Wait until a screen reader was told something."""
        expect(self.page.get_by_role("status")).to_contain_text(text)

    def agrees(self, action: str) -> None:
        """Answer a question with its action."""
        self._use(self.page.get_by_role("dialog").get_by_role("button", name=action, exact=True))

    def register(self, name: str, email: str, password: str) -> None:
        """Make an account; the page logs in at once."""
        self.press("link", "Register")
        self.write("Name", name)
        self.write("E-mail", email)
        self.write("Password", password)
        self.press("button", "Register")
        self.hears(f"You are logged in as {name}.")

    def log_in(self, email: str, password: str) -> None:
        """Log in by the form that is shown."""
        self.write("E-mail", email)
        self.write("Password", password)
        self.press("button", "Log in")

    def publish(self, title: str, body: str) -> None:
        """Write a post."""
        self.press("link", "Write")
        self.write("Title", title)
        self.write("Text", body)
        self.press("button", "Publish")
        self.sees("heading", title)

    def _use(self, found: Locator) -> None:
        if self._keyboard:
            self._reach(found)
            self.page.keyboard.press("Enter")
        elif self.page.evaluate("navigator.maxTouchPoints") > 0:
            found.tap()
        else:
            found.click()

    def _reach(self, found: Locator) -> None:
        expect(found).to_be_visible()
        for _ in range(LONGEST_WAY):
            if found.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the tabulator key does not lead to {found}")
