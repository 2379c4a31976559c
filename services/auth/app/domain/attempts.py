"""Limit of login attempts, so that nobody can try passwords for long."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

# Far under the 100 of NIST SP 800-63B section 3.2.2; the door opens again by itself.
ALLOWED = 10
WINDOW = timedelta(minutes=15)


class TooManyAttemptsError(Exception):
    """The address had too many failed logins; ``wait`` seconds from now it may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__("too many failed logins with this e-mail address; try again later")
        self.wait = wait


class Attempts(Protocol):
    """A place that counts logins by e-mail address, whether or not an account has it.

    Every method may raise ``StoreUnavailableError``.
    """

    async def count(self, email: str) -> None:
        """Count one more attempt, before its password is looked at.

        Raises:
            TooManyAttemptsError: there were ``ALLOWED`` within ``WINDOW``.
        """

    async def forget(self, email: str) -> None:
        """Start from zero: the login was good."""
