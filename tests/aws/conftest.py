"""One emulated AWS for all tests of this folder; the user's lab is not touched.

The files build on each other in their order: test_apply builds a small platform, test_built looks
at it and quarrels with it, test_destroy takes it down. Each can also run alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import support.collection  # noqa: F401 (makes plugins importable)
from aws.provisioning import Provisioning
from support.emulated_aws import EmulatedAws, emulated_aws
from support.interrupter import interrupter
from support.shell import ROOT


@pytest.fixture(scope="session")
def aws() -> Iterator[EmulatedAws]:
    """An endpoint, empty at first."""
    with emulated_aws() as running:
        yield running


@pytest.fixture(scope="session")
def provisioning(aws: EmulatedAws) -> Iterator[Provisioning]:
    """The command that builds the platform on it."""
    with interrupter(aws.url) as proxy:
        yield Provisioning(aws, proxy)


@pytest.fixture(scope="session")
def small(provisioning: Provisioning) -> Provisioning:
    """The same command for a part of the platform that is quickly there."""
    project = ROOT / "tests/aws/small"
    return replace(provisioning, arguments=("-e", f"infrastructure_project_path={project}"))


@pytest.fixture(scope="session")
def built(small: Provisioning) -> Provisioning:
    """That part is there."""
    small.run()
    return small
