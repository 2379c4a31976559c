# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import ssl

import pytest
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.config import (
    Connection,
    Credentials,
)
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.errors import ConfigError
from ansible_collections.cloudnative.platform.plugins.module_utils._kube.tls import ssl_context

NOTHING = Credentials()


def test_authority_that_is_no_certificate() -> None:
    with pytest.raises(ConfigError, match="kubeconfig: the cluster's CA is not usable"):
        ssl_context(Connection("https://a", "kubeconfig", lambda: NOTHING, ca="nonsense"), NOTHING)


def test_client_certificate_that_is_none() -> None:
    bad = Credentials(certificate="nonsense", key="canary")
    with pytest.raises(ConfigError, match="client certificate and key do not fit") as raised:
        ssl_context(Connection("https://a", "kubeconfig", lambda: bad), bad)
    assert "canary" not in str(raised.value)


def test_authorities_without_a_key_usage_are_borne() -> None:
    context = ssl_context(Connection("https://a", "kubeconfig", lambda: NOTHING), NOTHING)
    assert not context.verify_flags & ssl.VERIFY_X509_STRICT
    assert context.verify_mode == ssl.CERT_REQUIRED
