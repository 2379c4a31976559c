# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._aws import (
    eks_token_program as program,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.eks_token_program import (
    Source,
    Token,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A credentials file; others in the environment must not be taken."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "FROM-THE-ENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    path = tmp_path / "credentials"
    path.write_text("[default]\naws_access_key_id = FROM-THE-FILE\naws_secret_access_key = x\n")
    return path


def source(credentials: Path, **options: str) -> Source:
    return Source("blue", "ap-northeast-2", credentials_file=str(credentials), **options)


def url_in(token: Token) -> str:
    text = token.value.removeprefix("k8s-aws-v1.")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()


def test_token_is_a_presigned_call_to_the_regional_sts(credentials: Path) -> None:
    url = urlsplit(url_in(program.make_token(source(credentials))))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert (url.scheme, url.netloc) == ("https", "sts.ap-northeast-2.amazonaws.com")
    assert query["Action"] == "GetCallerIdentity"
    assert query["X-Amz-SignedHeaders"] == "host;x-k8s-aws-id"
    assert query["X-Amz-Expires"] == "60"
    assert query["X-Amz-Credential"].startswith("FROM-THE-FILE/")
    assert query["X-Amz-Credential"].endswith("/ap-northeast-2/sts/aws4_request")


def test_emulator_signs_for_its_own_address(credentials: Path) -> None:
    endpoint = "http://172.30.0.2:4566"
    url = url_in(program.make_token(source(credentials, endpoint_url=endpoint)))
    assert url.startswith(f"{endpoint}/?Action=GetCallerIdentity")


def test_cluster_is_part_of_the_signature(credentials: Path) -> None:
    blue = source(credentials)
    signatures = {url_in(program.make_token(s))[-64:] for s in (blue, blue._replace(cluster="red"))}
    assert len(signatures) == 2


def test_token_ends_before_the_server_stops_taking_it(credentials: Path) -> None:
    lifetime = program.make_token(source(credentials), NOW).expires - NOW
    assert timedelta(minutes=10) < lifetime < timedelta(minutes=15)


def test_kept_token_is_used_until_it_is_about_to_end(tmp_path: Path) -> None:
    path = tmp_path / ".eks-token-x.json"
    program.keep_token(path, Token("t", NOW + timedelta(minutes=14)))
    assert path.stat().st_mode & 0o777 == 0o600
    kept = program.kept_token(path, NOW)
    assert kept is not None
    assert kept.value == "t"
    assert program.kept_token(path, NOW + timedelta(minutes=12, seconds=1)) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"token": "t", "expires": "never"}'])
def test_damaged_file_is_no_token(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x"
    path.write_text(text)
    assert program.kept_token(path, NOW) is None
    assert program.kept_token(tmp_path / "missing", NOW) is None


def test_other_identities_have_other_tokens(
    credentials: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = {program.cache_path(source(credentials), tmp_path)}
    paths.add(program.cache_path(source(credentials, profile="other"), tmp_path))
    paths.add(program.cache_path(source(credentials)._replace(cluster="red"), tmp_path))
    monkeypatch.setenv("AWS_PROFILE", "other")
    paths.add(program.cache_path(source(credentials), tmp_path))
    os.utime(credentials, (1, 1))  # new credentials in the same file
    paths.add(program.cache_path(source(credentials), tmp_path))
    assert len(paths) == 5


def run(
    folder: Path, credentials: Path, python: str = sys.executable
) -> subprocess.CompletedProcess[str]:
    """Run the program as a kubeconfig does: alone, from its own place."""
    place = folder / "eks-token.py"
    place.write_text(Path(program.__file__).read_text())
    options = ["--cluster", "blue", "--region", "ap-northeast-2", "--credentials-file"]
    return subprocess.run(
        [python, place, *options, credentials], capture_output=True, text=True, check=False
    )


def test_program_prints_a_credential_and_keeps_the_token(credentials: Path, tmp_path: Path) -> None:
    folder = tmp_path / "kube"
    folder.mkdir()
    first, second = (json.loads(run(folder, credentials).stdout) for _ in range(2))
    assert first == second
    assert first["kind"] == "ExecCredential"
    assert first["status"]["token"].startswith("k8s-aws-v1.")
    assert datetime.fromisoformat(first["status"]["expirationTimestamp"]) > datetime.now(UTC)
    assert len(list(folder.glob(".eks-token-*"))) == 1


def test_program_tells_missing_credentials(tmp_path: Path) -> None:
    done = run(tmp_path, tmp_path / "missing")
    assert done.returncode == 1
    assert "no token for cluster blue" in done.stderr
    assert done.stdout == ""
