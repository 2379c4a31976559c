# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.cloudnative.platform.plugins.module_utils._kube import config
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ConfigError


def write(path: Path, user: dict[str, Any], **cluster: Any) -> str:
    document = {
        "current-context": "main",
        "clusters": [{"name": "c", "cluster": {"server": "https://api:6443/", **cluster}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [
            {"name": "main", "context": {"cluster": "c", "user": "u", "namespace": "blog"}},
            {"name": "broken", "context": {"cluster": "gone", "user": "u"}},
        ],
    }
    path.write_text(yaml.safe_dump(document))
    return str(path)


def test_context_leads_to_cluster_and_user(tmp_path: Path) -> None:
    path = write(
        tmp_path / "k",
        {"token": "t"},
        **{"proxy-url": "http://proxy:1", "tls-server-name": "n", "insecure-skip-tls-verify": True},
    )
    found = config.load(path)
    assert (found.server, found.namespace, found.proxy) == (
        "https://api:6443",
        "blog",
        "http://proxy:1",
    )
    assert (found.server_name, found.insecure, found.renewable) == ("n", True, False)
    assert found.credentials().token == "t"


def test_pem_texts_come_from_data_or_from_files_beside_the_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("KEY")
    data = base64.b64encode(b"CERT").decode()
    user = {"client-certificate-data": data, "client-key": "key.pem"}
    found = config.load(write(tmp_path / "k", user, **{"certificate-authority-data": data}))
    credentials = found.credentials()
    assert (found.ca, credentials.certificate, credentials.key) == ("CERT", "CERT", "KEY")


def test_token_file_is_read_anew(tmp_path: Path) -> None:
    # The file goes before a token: it is the one that is renewed.
    found = config.load(write(tmp_path / "k", {"tokenFile": "token", "token": "old"}))
    for token in ("first", "second"):
        (tmp_path / "token").write_text(f"{token}\n")
        assert found.credentials().token == token
    assert found.renewable


def test_basic_credentials(tmp_path: Path) -> None:
    found = config.load(write(tmp_path / "k", {"username": "me", "password": "pw"}))
    assert found.credentials().basic == "me:pw"


def test_first_of_several_files_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = write(tmp_path / "1", {"token": "1"}), write(tmp_path / "2", {"token": "2"})
    monkeypatch.setenv("KUBECONFIG", f"{tmp_path}/missing:{first}:{second}")
    assert config.load().credentials().token == "1"


def test_pod_uses_its_service_account(tmp_path: Path) -> None:
    for name in ("token", "ca.crt", "namespace"):
        (tmp_path / name).write_text(f"{name}\n")
    place = {"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}
    found = config.in_cluster(tmp_path, place)
    assert (found.server, found.namespace) == ("https://[fd00::1]:443", "namespace")
    assert found.credentials().token == "token"


@pytest.mark.parametrize(
    ("context", "user", "says"),
    [
        ("other", {}, "no context 'other'; it has: broken, main"),
        ("broken", {}, "no cluster 'gone'; it has: c"),
        ("main", {"client-key-data": "%%"}, "client-key-data is not base64"),
        ("main", {"client-key": "gone.pem"}, "cannot read .*gone.pem"),
        ("main", {"auth-provider": {"name": "gcp"}}, "use an exec plugin"),
    ],
)
def test_faults_are_named(tmp_path: Path, context: str, user: dict[str, Any], says: str) -> None:
    path = write(tmp_path / "k", user)
    with pytest.raises(ConfigError, match=says):
        config.load(path, context).credentials()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "does not exist"),
        ("a: [", "not valid YAML"),
        ("text", "holds no mapping"),
        ("{}", "no current-context"),
        ("users: text", "its 'users' are no list of named entries"),
        ("clusters: [{cluster: {}}]", "its 'clusters' are no list of named entries"),
        ("contexts: [text]", "its 'contexts' are no list of named entries"),
    ],
)
def test_unusable_files_are_named(tmp_path: Path, text: str | None, says: str) -> None:
    path = tmp_path / "kubeconfig"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=says) as raised:
        config.load(str(path))
    assert str(path) in str(raised.value)


def test_credentials_do_not_show_in_texts() -> None:
    assert "canary" not in repr(config.Credentials("canary", "canary", "canary", "canary"))
