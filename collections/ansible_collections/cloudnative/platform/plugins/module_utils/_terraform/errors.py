# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with Terraform; the text is written for the person who reads it."""

from __future__ import annotations


class TerraformError(Exception):
    """Root of all errors of this package."""


class CommandError(TerraformError):
    """Terraform itself failed.

    Attributes:
        verb: what Terraform was to do, for example ``plan``.
        output: everything it said on standard error.
    """

    def __init__(self, verb: str, output: str) -> None:
        self.verb = verb
        self.output = output.strip()
        super().__init__(f"terraform {verb} failed:\n{self.output or 'it said nothing'}")


class LockedError(TerraformError):
    """The state belongs to another run."""


class LostDataError(TerraformError):
    """The plan would destroy data that nobody gave leave to destroy."""
