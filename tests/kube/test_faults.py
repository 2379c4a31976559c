# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Servers that die, webhooks that do not answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from kube.conftest import apply_objects, connect
from kube.objects import config_map, namespace_of
from kube.server import KubeServer, free_port

Apply = Callable[..., list[Any]]


def test_apply_goes_on_when_the_server_is_killed_and_comes_back(mortal: KubeServer) -> None:
    client = connect(mortal.kubeconfig(), retry_timeout=60.0)
    objects = [namespace_of("busy"), *[config_map("busy", f"n{n}", key="v") for n in range(300)]]
    killed = threading.Event()
    restart = threading.Thread(target=mortal.start_api)
    send = client.http._send

    def send_and_kill(*arguments: Any) -> Any:
        if client.http.requests == 150 and not killed.is_set():
            killed.set()
            mortal.kill_api()
            restart.start()
        return send(*arguments)

    client.http._send = send_and_kill  # type: ignore[method-assign,assignment]
    outcomes = apply_objects(client, objects)
    assert killed.is_set()
    restart.join()
    assert len(outcomes) == 301
    # A write whose answer was lost is found done by the second try; it still was ours.
    assert {outcome.action for outcome in outcomes} == {"created"}
    assert {o.action for o in apply_objects(client, objects)} == {"unchanged"}


def test_webhook_that_is_not_ready_is_waited_for(apply: Apply, client: Any, namespace: str) -> None:
    webhook = closed_webhook(namespace)
    apply([webhook])
    resource = client.find(webhook["apiVersion"], webhook["kind"])
    timer = threading.Timer(1.0, client.delete, [resource, "", namespace])
    timer.start()
    [outcome] = apply([config_map(namespace, key="value")])
    assert outcome.action == "created"
    timer.join()


def test_webhook_that_never_answers_is_named(
    server: KubeServer, apply: Apply, client: Any, namespace: str
) -> None:
    webhook = closed_webhook(namespace)
    apply([webhook])
    hasty = connect(server.kubeconfig(), retry_timeout=0.5)
    try:
        with pytest.raises(Exception, match=r'failed calling webhook "closed\.test\.example"'):
            apply_objects(hasty, [config_map(namespace, key="value")])
    finally:
        client.delete(client.find(webhook["apiVersion"], webhook["kind"]), "", namespace)


def closed_webhook(namespace: str) -> dict[str, Any]:
    """A webhook on the ConfigMaps of a namespace whose server is not there."""
    selector = {"matchLabels": {"kubernetes.io/metadata.name": namespace}}
    rule = {
        "apiGroups": [""],
        "apiVersions": ["v1"],
        "operations": ["CREATE"],
        "resources": ["configmaps"],
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": namespace},
        "webhooks": [
            {
                "name": "closed.test.example",
                "clientConfig": {"url": f"https://127.0.0.1:{free_port()}/"},
                "admissionReviewVersions": ["v1"],
                "sideEffects": "None",
                "failurePolicy": "Fail",
                "timeoutSeconds": 1,
                "namespaceSelector": selector,
                "rules": [rule],
            }
        ],
    }
