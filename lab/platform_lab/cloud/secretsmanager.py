"""Secrets Manager over moto, which forgets when each version of a secret was made."""

from __future__ import annotations

import json

from moto.secretsmanager.exceptions import SecretNotFoundException
from moto.secretsmanager.models import SecretsManagerBackend


def list_secret_version_ids(backend: SecretsManagerBackend, secret_id: str) -> str:
    """The versions of a secret, as the API's JSON."""
    secret = backend.secrets.get(secret_id)
    if secret is None:
        raise SecretNotFoundException
    versions = [
        {
            "CreatedDate": version["createdate"],
            "VersionId": identity,
            "VersionStages": version["version_stages"],
        }
        for identity, version in secret.versions.items()
    ]
    return json.dumps({"ARN": secret.arn, "Name": secret.name, "Versions": versions})


def install() -> None:
    """Let moto answer so."""
    SecretsManagerBackend.list_secret_version_ids = list_secret_version_ids  # type: ignore[method-assign, assignment]
