# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What is in a Secret cannot be read from etcd's files."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from .. import guards, places
from ..context import Context
from ..model import Control, Observation, Proof, ProofError

NAME = "verify-at-rest"
CHUNK = 1 << 24


def needs(context: Context) -> str:
    """Why etcd's files cannot be read here."""
    if not context.settings.etcd_data_dir:
        return "the control plane is managed, nobody can read its disks"
    return ""


def holds_text(folder: Path, text: bytes) -> bool:
    """Whether any file below a folder holds a text.

    Raises:
        ProofError: there is no file to read.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    if not files:
        raise ProofError(f"no file of etcd below {folder}; check verify_etcd_data_dir")
    return any(_file_holds(path, text) for path in files)


def _file_holds(path: Path, text: bytes) -> bool:
    tail = b""
    # etcd renames its files now and then.
    with suppress(FileNotFoundError), path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if text in tail + chunk:
                return True
            # The text may lie across two chunks.
            tail = chunk[-len(text) :]
    return False


def check(context: Context) -> list[Observation]:
    """Store a text as a Secret and another as a ConfigMap, then look for both on the disk."""
    hidden, plain = secrets.token_hex(16), secrets.token_hex(16)
    metadata = {"name": NAME, "namespace": places.PLAIN_NAMESPACE}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": metadata} | {
        "stringData": {"text": hidden}
    }
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata} | {
        "data": {"text": plain}
    }
    folder = Path(context.settings.etcd_data_dir)
    with guards.added(context, secret, config):
        # The control takes the ConfigMap's text for the Secret's.
        secret_found = holds_text(folder, (plain if context.subject else hidden).encode())
        config_found = holds_text(folder, plain.encode())
    return [
        _observation("a ConfigMap's text in etcd's files", True, config_found, baseline=True),
        _observation("a Secret's text in etcd's files", False, secret_found),
    ]


def _observation(asked: str, wanted: bool, found: bool, baseline: bool = False) -> Observation:
    words = {True: "found", False: "not found"}
    return Observation(asked, words[wanted], words[found], wanted == found, baseline)


PROOF = Proof(
    name="secrets_encrypted_at_rest",
    title="Secrets are encrypted on the control plane's disk",
    guard="Encryption of Secrets at rest in the API server",
    requirement="S-5",
    check=check,
    control=Control(
        title="the text was stored as a ConfigMap, which is not encrypted",
        broken=guards.asking_about("ConfigMap"),
        mends=False,
    ),
    needs=needs,
)
