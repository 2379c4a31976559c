"""A cache gets a token that only Secrets Manager knows, wherever an earlier run was killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws import cache_token
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.cache_token import (
    Cache,
    Group,
    ensure,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.errors import AwsError
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from moto import mock_aws

CACHE = Cache("cloudnative-test", "cloudnative-test/cache")
FIRST = "f" * 36
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WRITES = ["put_secret_value", "modify_replication_group"]


class KilledError(Exception):
    """The run ended here."""


class Aws(Api):
    """moto, with the tokens that a cache would take, and a place where the run is killed.

    moto keeps no tokens; their rules are those of AWS: ROTATE keeps the newest two, SET comes
    only after it.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.tokens = [FIRST]
        self.writes: list[str] = []
        self.kill_after = 99

    def call(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        answer = super().call(service, operation, **arguments)
        if operation == "modify_replication_group":
            self._modify(arguments["AuthToken"], arguments["AuthTokenUpdateStrategy"])
        if operation in WRITES:
            self.writes.append(operation)
            if len(self.writes) >= self.kill_after:
                raise KilledError
        return answer

    def _modify(self, token: str, strategy: str) -> None:
        if strategy == "SET" and (token not in self.tokens or len(self.tokens) < 2):
            raise AwsError("SET is allowed only after ROTATE")
        if strategy == "ROTATE" and token in self.tokens:
            raise AwsError("ROTATE wants a token that is new")
        self.tokens = [token] if strategy == "SET" else [self.tokens[-1], token]

    @property
    def current(self) -> dict[str, str]:
        """What clients read."""
        answer = super().call("secretsmanager", "get_secret_value", SecretId=CACHE.secret)
        document: dict[str, str] = json.loads(answer["SecretString"])
        return document


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Aws]:
    file = tmp_path / "credentials"
    file.write_text("[default]\naws_access_key_id = key\naws_secret_access_key = secret\n")
    with mock_aws():
        api = Aws(Source("", "ap-northeast-2", credentials_file=str(file)))
        Api.call(api, "secretsmanager", "create_secret", Name=CACHE.secret)
        make_group(api)
        yield api


def make_group(api: Api) -> None:
    Api.call(
        api,
        "elasticache",
        "create_replication_group",
        ReplicationGroupId=CACHE.group,
        ReplicationGroupDescription="test",
        Engine="redis",
        AuthToken=FIRST,
        TransitEncryptionEnabled=True,
    )


def never(seconds: float) -> None:
    raise AssertionError(f"waits {seconds} s for a cache that is available")


def test_the_first_token_is_replaced_by_one_that_only_secrets_manager_knows(aws: Aws) -> None:
    assert ensure(aws, CACHE, check=False, pause=never)
    assert aws.current["username"] == "default"
    assert aws.tokens == [aws.current["password"]]
    assert len(aws.tokens[0]) == cache_token.LENGTH
    assert aws.tokens[0].isalnum()


def test_a_second_run_writes_nothing(aws: Aws) -> None:
    ensure(aws, CACHE, check=False, pause=never)
    aws.writes.clear()
    assert not ensure(aws, CACHE, check=False, pause=never)
    assert aws.writes == []


def test_check_mode_writes_nothing_and_says_what_it_would_do(aws: Aws) -> None:
    assert ensure(aws, CACHE, check=True, pause=never)
    assert aws.writes == []
    ensure(aws, CACHE, check=False, pause=never)
    assert not ensure(aws, CACHE, check=True, pause=never)


@pytest.mark.parametrize("kills", [[1], [2], [3], [1, 1, 2], [2, 1, 3]])
def test_wherever_runs_were_killed_the_next_one_ends_well(aws: Aws, kills: list[int]) -> None:
    for kill in kills:
        aws.writes.clear()
        aws.kill_after = kill
        with pytest.raises(KilledError):
            ensure(aws, CACHE, check=False, pause=never)
    aws.kill_after = 99
    ensure(aws, CACHE, check=False, pause=never)
    assert aws.tokens == [aws.current["password"]]
    assert aws.tokens != [FIRST]
    assert not ensure(aws, CACHE, check=False, pause=never)


def test_a_cache_that_does_not_exist_is_named(aws: Aws) -> None:
    missing = CACHE._replace(group="nothing")
    with pytest.raises(AwsError, match=r"DescribeReplicationGroups.*nothing"):
        ensure(aws, missing, check=False, pause=never)
    assert aws.writes == []


def test_a_cache_that_is_never_available_is_an_error_not_a_hang(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_token, "WAIT_SECONDS", 6.0)
    busy = Group(NOON, settled=False)
    monkeypatch.setattr(cache_token, "_group", lambda api, cache: busy)
    waits: list[float] = []
    with pytest.raises(AwsError, match="not available after 6 s"):
        ensure(aws, CACHE, check=False, pause=waits.append)
    assert waits == [1.0] * 6


def test_a_cache_that_was_made_anew_gets_a_new_token() -> None:
    group = Group(NOON, settled=True)
    assert cache_token.is_kept(group, NOON + timedelta(minutes=5))
    assert not cache_token.is_kept(group, NOON - timedelta(minutes=5))
    assert not cache_token.is_kept(group, None)


def test_fractions_of_a_second_do_not_count() -> None:
    assert cache_token.is_kept(Group(NOON.replace(microsecond=900_000), settled=True), NOON)
