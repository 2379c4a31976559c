"""The built platform: drift is seen, data is guarded, wrong credentials and others are named."""

from __future__ import annotations

import fcntl
import json
from pathlib import Path

import pytest

from aws.provisioning import PLATFORM, Provisioning

SECRET = "database/blog"


def test_drift_is_reported_with_what_somebody_changed(built: Provisioning) -> None:
    assert "AWS is what the code says" in built.run(playbook="drift")
    logs = built.aws.client("logs")
    group = f"/aws/vpc/{PLATFORM}/flow-logs"
    (before,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    logs.put_retention_policy(logGroupName=group, retentionInDays=1)
    built.run(playbook="drift", status=2)
    report = json.loads((built.aws.lab.state / "lab/report/drift.json").read_text())
    assert report["environment"] == "lab"
    assert [entry["attributes"] for entry in report["outside"]] == [["retention_in_days"]]
    (after,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert after["retentionInDays"] == 1  # it only looked
    built.run()
    (mended,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert mended["retentionInDays"] == before["retentionInDays"]


def test_data_is_not_destroyed_unless_it_is_named(built: Provisioning) -> None:
    address = f'module.secrets.aws_secretsmanager_secret.this["{SECRET}"]'
    others = ["cache", "database/auth", "signing-keys", "verify"]
    without = ["-e", json.dumps({"infrastructure_secrets": others})]
    output = built.run(*without, status=2)
    assert "the plan destroys data" in output
    assert SECRET in output
    manager, name = built.aws.client("secretsmanager"), f"{PLATFORM}/{SECRET}"
    assert manager.describe_secret(SecretId=name)
    named = json.dumps({"infrastructure_allow_destroy": [address]})
    built.run(*without, "-e", named)
    with pytest.raises(manager.exceptions.ResourceNotFoundException):
        manager.describe_secret(SecretId=name)
    built.run()


def test_saved_plan_is_what_is_applied(built: Provisioning) -> None:
    services = ["-e", '{"infrastructure_services": ["auth", "blog", "gateway", "shop"]}']
    built.run("--check", *services)
    # A plan of its own would not know of the second service.
    built.run("-e", "infrastructure_saved_plan=true")
    assert built.aws.client("ecr").describe_repositories(repositoryNames=["shop"])
    built.run()  # a repository without images is no data


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-e", "platform_account_id=210987654321"], "belongs to 210987654321"),
        (["-e", "platform_aws_credentials_file={unknown}"], "does not know this key"),
        (["-e", "platform_aws_credentials_file=/missing"], "no usable credentials in"),
    ],
)
def test_wrong_credentials_say_which_call_who_and_what_to_do(
    built: Provisioning, tmp_path: Path, arguments: list[str], said: str
) -> None:
    unknown = tmp_path / "unknown"
    unknown.write_text("[default]\naws_access_key_id = AKIAUNKNOWN\naws_secret_access_key = x\n")
    before = built.aws.last_request()
    output = built.run(*[word.format(unknown=unknown) for word in arguments], status=2)
    assert said in output
    assert built.aws.writes(before) == []


def test_whoever_holds_the_work_folder_is_named(built: Provisioning) -> None:
    with (built.work / "run.lock").open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate()
        file.write("process 1 of ops@builder since today\n")
        file.flush()
        output = built.run("-e", "infrastructure_lock_timeout=1", status=2)
    assert "held by process 1 of ops@builder" in output
