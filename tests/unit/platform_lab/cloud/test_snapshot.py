"""The state of moto as one file."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

from platform_lab.cloud import snapshot
from platform_lab.cloud.snapshot import Keeper, SnapshotError
from support.cloud import ACCOUNT, REGION

# Services of the platform, and those whose state is not made of plain objects only.
SERVICES = [
    "acm",
    "autoscaling",
    "awslambda",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecr",
    "eks",
    "elasticache",
    "elbv2",
    "iam",
    "kms",
    "logs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "sqs",
    "ssm",
    "sts",
]


@pytest.fixture(autouse=True)
def _empty() -> None:
    BackendDict.reset()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_can_be_kept(service: str) -> None:
    regions = get_backend(service)[ACCOUNT]  # type: ignore[call-overload]
    region = REGION if REGION in regions else "aws"
    before = type(regions[region])
    content = snapshot.dump()
    BackendDict.reset()
    snapshot.restore(content)
    assert list(get_backend(service)[ACCOUNT]) == [region]  # type: ignore[call-overload]
    assert type(get_backend(service)[ACCOUNT][region]) is before  # type: ignore[call-overload]


def test_a_default_of_a_restored_table_still_works() -> None:
    """Default factories are functions inside functions, which pickle does not know."""
    get_backend("ssm")[ACCOUNT][REGION].put_parameter(
        name="/a", description="", value="1", parameter_type="String", allowed_pattern="",
        keyid="", overwrite=False, tags=[], data_type="text", tier=None, policies=None,
    )  # fmt: skip
    content = snapshot.dump()
    BackendDict.reset()
    snapshot.restore(content)
    restored: Any = get_backend("ssm")[ACCOUNT][REGION]
    assert restored._resource_tags["Parameter"]["new"] == {}
    assert restored.get_parameter("/a").value == "1"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x05K\x01."])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.pickle"
    path.write_bytes(content)
    with pytest.raises(SnapshotError, match=str(path)):
        Keeper(path, threading.Lock()).load()


def test_a_first_start_has_nothing_to_load(tmp_path: Path) -> None:
    assert Keeper(tmp_path / "state.pickle", threading.Lock()).load() is False


def test_a_change_is_in_the_file_when_the_wait_ends(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "state.pickle", threading.Lock())
    keeper.start()
    get_backend("iam")[ACCOUNT]["aws"].create_user(REGION, "kim")
    keeper.wait(keeper.changed())
    BackendDict.reset()
    assert keeper.load()
    assert "kim" in get_backend("iam")[ACCOUNT]["aws"].users


def test_a_change_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    keeper = Keeper(folder / "state.pickle", threading.Lock())
    keeper.start()
    with pytest.raises(SnapshotError, match="gone"):
        keeper.wait(keeper.changed(), timeout=5)
    folder.mkdir()
    keeper.wait(keeper.changed(), timeout=5)
    assert (folder / "state.pickle").stat().st_mode & 0o777 == 0o600
