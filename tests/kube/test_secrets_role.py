# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""The role as people run it: it makes passwords, brings them into namespaces and shows none."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from kube.conftest import apply_objects, connect
from kube.external_secrets import GROUP, SPECS, Operator, crd
from kube.objects import namespace_of
from kube.playbook import play
from kube.secrets_manager import SecretsManager
from kube.server import KubeServer
from kube.watcher import Watcher, is_in

ROLES = Path(__file__).parents[2] / "roles"
PLATFORM = "cloudnative-lab"
NAME = f"{PLATFORM}/database/blog"
GENERATED = [NAME, *(f"{PLATFORM}/{name}" for name in ("database/auth", "cache", "signing-keys"))]
NAMESPACES = ("auth", "blog", "data", "gateway")
LOUD = ("-vvvv", "--diff")
INCLUDE = {"name": "Role", "ansible.builtin.include_role": {"name": "secrets"}}


@pytest.fixture(scope="module", autouse=True)
def places(client: Any) -> None:
    for name in NAMESPACES:
        if client.get(client.find("v1", "Namespace"), "", name) is None:
            client.create(namespace_of(name))


def variables(aws: SecretsManager, **more: Any) -> dict[str, Any]:
    return {
        "platform_cluster_name": PLATFORM,
        "platform_environment": "lab",
        "platform_region": aws.access["region"],
        "platform_aws_endpoint_url": aws.url,
        "platform_aws_credentials_file": aws.access["credentials_file"],
        **more,
    }


def run(server: KubeServer, folder: Path, aws: SecretsManager, *options: str, **more: Any) -> str:
    """Run the role, or other tasks, and return what was said."""
    return play(
        folder,
        more.pop("tasks", [INCLUDE]),
        *options,
        kubeconfig=server.kubeconfig(),
        environ={"ANSIBLE_ROLES_PATH": str(ROLES)} | more.pop("environ", {}),
        vars=variables(aws, **more),
    )


def watched(
    server: KubeServer, folder: Path, aws: SecretsManager, *options: str, **more: Any
) -> tuple[str, Watcher]:
    """As ``run``, and what was seen of it."""
    # Ansible makes a socket in it, whose path may have 107 characters.
    with TemporaryDirectory(prefix="watched-") as scratch, Watcher(Path(scratch)) as watcher:
        text = run(server, folder, aws, *options, environ=watcher.environment, **more)
    watcher.seen["output"] = {text.encode()}
    return text, watcher


def passwords(aws: SecretsManager) -> dict[str, str]:
    values: dict[str, str] = json.loads(aws.get(NAME))
    return values


def test_no_value_is_seen_anywhere(
    aws: SecretsManager, server: KubeServer, client: Any, tmp_path: Path
) -> None:
    """Made, brought in, rotated and removed, with all that a person can ask to see."""
    text, made = watched(server, tmp_path, aws, *LOUD)
    first = passwords(aws)
    assert "changed=2" in text
    assert {key: len(value) for key, value in first.items()} == {"blog": 32, "blog_owner": 32}

    text, still = watched(server, tmp_path, aws, *LOUD)
    assert "changed=0" in text
    assert passwords(aws) == first

    aws.put(NAME, first | {"blog": "a-value-that-somebody-chose"})
    text, rotated = watched(server, tmp_path, aws, *LOUD)
    assert "changed=1" in text
    text, removed = watched(server, tmp_path, aws, *LOUD, secrets_state="absent")
    assert "changed=1" in text

    made_up = [value for name in GENERATED for value in json.loads(aws.get(name)).values()]
    # A key has several lines, of which one is the same in every key.
    lines = {line for value in made_up for line in value.splitlines() if not line.startswith("-")}
    values = {*first.values(), *passwords(aws).values(), *lines}
    for watcher in (made, still, rotated, removed):
        assert watcher.leaks(values) == {value: [] for value in values}
        # It has looked: at modules, at their arguments, at what was said.
        assert any(b"AnsiballZ_k8s_secret_sync" in argv for argv in watcher.seen["argv"])
        assert is_in("cloudnative-lab/database/blog", watcher.seen["file"] | {text.encode()})


def test_watcher_sees_what_leaks(aws: SecretsManager, server: KubeServer, tmp_path: Path) -> None:
    value = "black-canary-value"
    leaking = {
        "name": "Leak",
        "ansible.builtin.command": {"argv": ["sleep", "0.5", "0"]},
        "environment": {"LEAK": value},
        "changed_when": False,
    }
    shown = {"name": "Show", "ansible.builtin.debug": {"msg": value}}
    argv = {
        "name": "Pass",
        "ansible.builtin.command": {"argv": ["sh", "-c", "sleep 0.5", value]},
        "changed_when": False,
    }
    _, watcher = watched(server, tmp_path, aws, tasks=[leaking, shown, argv])
    assert set(watcher.leaks([value])[value]) == {"argv", "environment", "file", "output"}


def test_each_namespace_gets_its_own_passwords_only(
    aws: SecretsManager, server: KubeServer, client: Any, tmp_path: Path
) -> None:
    run(server, tmp_path, aws)
    secret = client.find("v1", "Secret")
    names = {
        place: {body["metadata"]["name"]: sorted(body["data"]) for body in found}
        for place in NAMESPACES
        for found in [client.list_objects(secret, place)]
    }
    own = {"database": ["password"], "database-owner": ["password"]}
    cache = {"cache": ["password"]}
    assert names == {
        "auth": own | {"signing-keys": ["20260101T000000Z.pem"]},
        "blog": own | cache,
        "data": cache | {"database-users": ["auth", "auth_owner", "blog", "blog_owner"]},
        "gateway": cache,
    }


def test_check_mode_changes_nothing(
    aws: SecretsManager, server: KubeServer, client: Any, tmp_path: Path
) -> None:
    run(server, tmp_path, aws)
    aws.put(NAME, passwords(aws) | {"blog": "another"})
    revision = server.revision()
    text = run(server, tmp_path, aws, "--check", "-v")
    assert "configured Secret blog/database (" in text
    assert server.written_since(revision, "database") == []
    text = run(server, tmp_path, aws)
    assert "changed=1" in text


def test_wrong_provider_is_refused(aws: SecretsManager, server: KubeServer, tmp_path: Path) -> None:
    tasks = [{**INCLUDE, "register": "__r", "ignore_errors": True}]
    with pytest.raises(AssertionError, match="value of secrets_provider must be one of"):
        run(server, tmp_path, aws, tasks=tasks, secrets_provider="vault")


def test_missing_operator_is_told(aws: SecretsManager, server: KubeServer, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"install its chart .* or choose secrets_provider"):
        run(server, tmp_path, aws, secrets_provider="external_secrets")


def test_operator_is_given_the_same_secrets(
    aws: SecretsManager, server: KubeServer, client: Any, tmp_path: Path
) -> None:
    apply_objects(client, [crd(kind) for kind in SPECS], wait=True)
    own = connect(server.kubeconfig())  # it knows the new kinds
    with Operator(own):
        text = run(server, tmp_path, aws, secrets_provider="external_secrets")
        assert "changed=1" in text
        found = {
            f"{body['metadata']['namespace']}/{body['metadata']['name']}": body["spec"]
            for body in own.list_objects(own.find(f"{GROUP}/v1", "ExternalSecret"))
        }
        text = run(server, tmp_path, aws, secrets_provider="external_secrets")
        assert "changed=0" in text
        text = run(
            server, tmp_path, aws, secrets_provider="external_secrets", secrets_state="absent"
        )
        assert "changed=1" in text
    assert own.list_objects(own.find(f"{GROUP}/v1", "ExternalSecret")) == []
    assert {name for name in found if name.startswith(("blog", "data"))} == {
        *("blog/cache", "blog/database", "blog/database-owner"),
        *("data/cache", "data/database-users"),
    }
    [value] = found["blog/database"]["data"]
    assert value["secretKey"] == "password"
    assert value["remoteRef"].items() >= {"key": NAME, "property": "blog"}.items()
    sources = found["data/database-users"]["dataFrom"]
    assert [source["extract"]["key"] for source in sources] == GENERATED[:2]
    assert found["blog/database"]["target"]["template"] == {"type": "Opaque"}
