"""The one error type that the lab shows to people."""

from __future__ import annotations


class LabError(Exception):
    """Something a person has to know: what went wrong, and what to do about it.

    Args:
        what: what failed, where and why, as one sentence without a full stop.
        hint: what to do next; empty where nothing can be advised.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}. {self.hint}" if self.hint else self.what
