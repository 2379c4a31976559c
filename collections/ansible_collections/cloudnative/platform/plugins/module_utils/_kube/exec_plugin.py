# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Credentials from a program, as kubeconfigs name it under ``user.exec``."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .errors import ConfigError

TIMEOUT = 60
# What a plugin is told of the cluster if it asks for that, beside the CA.
CLUSTER = ("server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url")
EXTENSION = "client.authentication.k8s.io/exec"


def run_plugin(spec: Mapping[str, Any], cluster: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Run the plugin and return the ``status`` of its ExecCredential.

    ``folder`` is the kubeconfig's: a command with a slash is relative to it, others are found on
    PATH. Raises ConfigError with the plugin's own words, never with what it printed on stdout.
    """
    command = str(spec.get("command") or "")
    if spec.get("interactiveMode") == "Always":
        raise ConfigError(f"credential plugin '{command}' wants to ask a person; there is none")
    program = str(folder / command) if "/" in command else shutil.which(command)
    if not program or not Path(program).exists():
        hint = spec.get("installHint") or "install it, or write the kubeconfig again"
        raise ConfigError(f"credential plugin '{command}' is not installed: {hint}")
    extra = {entry["name"]: str(entry["value"]) for entry in spec.get("env") or []}
    environment = os.environ | extra | {"KUBERNETES_EXEC_INFO": json.dumps(_request(spec, cluster))}
    argv = [program, *map(str, spec.get("args") or [])]
    try:
        done = subprocess.run(
            argv,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"credential plugin '{command}' did not answer: {error}") from error
    if done.returncode:
        said = done.stderr.strip()[-1000:] or "it said nothing"
        raise ConfigError(f"credential plugin '{command}' ended with {done.returncode}: {said}")
    try:
        status: dict[str, str] = json.loads(done.stdout)["status"]
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"credential plugin '{command}' printed no ExecCredential") from error
    return status


def _request(spec: Mapping[str, Any], cluster: Mapping[str, Any]) -> dict[str, Any]:
    """The ExecCredential that tells the plugin what it is asked for."""
    request: dict[str, Any] = {
        "apiVersion": spec.get("apiVersion") or "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "spec": {"interactive": False},
    }
    if spec.get("provideClusterInfo"):
        info = {name: cluster[name] for name in CLUSTER if name in cluster}
        if cluster.get("certificate-authority-data"):
            info["certificate-authority-data"] = cluster["certificate-authority-data"]
        elif cluster.get("certificate-authority"):
            path = Path(cluster["_folder"]) / cluster["certificate-authority"]
            info["certificate-authority-data"] = base64.b64encode(path.read_bytes()).decode()
        for extension in cluster.get("extensions") or []:
            if extension.get("name") == EXTENSION:
                info["config"] = extension.get("extension")
        request["spec"]["cluster"] = info
    return request
