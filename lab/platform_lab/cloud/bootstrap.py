"""The first user of the lab's AWS account."""

from __future__ import annotations

import configparser
import io
import json
from pathlib import Path

from moto.iam.models import IAMBackend, iam_backends

from platform_lab.cloud.files import replace
from platform_lab.cloud.identity import PARTITION

USER = "platform"
PROFILE = "default"
_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def ensure_user(account: str, region: str, path: Path) -> bool:
    """Have the user ``platform`` with the access key that is in the credentials file.

    Args:
        account: the lab's account.
        region: written beside the key, so that tools need no other setting.
        path: shared-credentials file; only its owner may read it.

    Returns:
        Whether a new key was made.
    """
    iam: IAMBackend = iam_backends[account][PARTITION]
    if USER not in iam.users:
        iam.create_user(region, USER)
        policy = json.dumps({"Version": "2012-10-17", "Statement": [_ALL]})
        iam.put_user_policy(USER, "everything", policy)
    known = _read(path)
    key = iam.access_keys.get(known[0]) if known else None
    if known and key and (key.access_key_id, key.secret_access_key) == known:
        return False
    # The file is lost or of another account: keys that nobody knows any more are of no use.
    for old in list(iam.users[USER].access_keys):
        iam.delete_access_key(old.access_key_id, USER)
    made = iam.create_access_key(USER)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace(path, render(made.access_key_id, made.secret_access_key, region).encode())
    return True


def render(key: str, secret: str, region: str) -> str:
    """A shared-credentials file with one profile."""
    file = configparser.ConfigParser(interpolation=None)
    file[PROFILE] = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region": region}
    text = io.StringIO()
    file.write(text)
    return text.getvalue()


def _read(path: Path) -> tuple[str, str] | None:
    file = configparser.ConfigParser(interpolation=None)
    try:
        file.read_string(path.read_text())
        return file[PROFILE]["aws_access_key_id"], file[PROFILE]["aws_secret_access_key"]
    except (FileNotFoundError, configparser.Error, KeyError):
        return None
