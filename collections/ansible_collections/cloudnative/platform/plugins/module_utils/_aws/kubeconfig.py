# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes the kubeconfig entries of an EKS cluster and writes files so that no reader sees a half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import yaml

from .eks import Cluster
from .eks_token_program import Source
from .errors import AwsError

Kubeconfig = dict[str, Any]
PRIVATE = 0o600


def entries(cluster: Cluster, source: Source, context: str, argv: list[str]) -> Kubeconfig:
    """A kubeconfig with one cluster, one user and one context of the same name.

    ``argv``: interpreter and program that print a token; it goes into no file.
    """
    args = [*argv[1:], "--cluster", source.cluster, "--region", source.region]
    for option in ("endpoint_url", "credentials_file", "profile"):
        if getattr(source, option):
            args += [f"--{option.replace('_', '-')}", getattr(source, option)]
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": argv[0],
        "args": args,
        "interactiveMode": "Never",
    }
    server = {"server": cluster.endpoint}
    if cluster.ca:
        server["certificate-authority-data"] = cluster.ca
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": context, "cluster": server}],
        "users": [{"name": context, "user": {"exec": plugin}}],
        "contexts": [{"name": context, "context": {"cluster": context, "user": context}}],
        "current-context": context,
    }


def merge(existing: Kubeconfig, ours: Kubeconfig) -> Kubeconfig:
    """``existing`` with our entries in it; entries of other names stay."""
    merged = {**existing, **ours}
    for section in ("clusters", "users", "contexts"):
        names = {entry["name"] for entry in ours[section]}
        others = [e for e in existing.get(section) or [] if e.get("name") not in names]
        merged[section] = others + ours[section]
    return merged


def read(path: Path) -> Kubeconfig:
    """A kubeconfig; empty if there is no file. Raises AwsError if it is not one."""
    try:
        document = yaml.safe_load(path.read_text()) if path.exists() else {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise AwsError(f"{path} is not a kubeconfig: {error}; move it away") from error
    if not isinstance(document or {}, dict):
        raise AwsError(f"{path} is not a kubeconfig; move it away")
    return document or {}


def is_as_wanted(path: Path, text: str) -> bool:
    """Whether a file has this text and is readable by its owner only."""
    try:
        return path.read_text() == text and path.stat().st_mode & 0o777 == PRIVATE
    except OSError:
        return False


def write(path: Path, text: str) -> None:
    """Replace a file in one step, readable by its owner only; makes its folder."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def to_text(document: Kubeconfig) -> str:
    """The file's text; equal documents have equal texts."""
    text: str = yaml.safe_dump(document, sort_keys=True)
    return text
