# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""TLS settings of one connection."""

from __future__ import annotations

import ssl
import tempfile

from .config import Connection, Credentials
from .errors import ConfigError


def ssl_context(connection: Connection, credentials: Credentials) -> ssl.SSLContext:
    """The TLS context for a server and a caller. Raises ConfigError for unusable PEM texts."""
    try:
        context = ssl.create_default_context(cadata=connection.ca or None)
    except ssl.SSLError as error:
        raise ConfigError(
            f"{connection.source}: the cluster's CA is not usable: {error}"
        ) from error
    # EKS and others ship CAs without a key usage extension, which this flag refuses (Python 3.13).
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if connection.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if credentials.certificate:
        _load_client_certificate(context, connection, credentials)
    return context


def _load_client_certificate(
    context: ssl.SSLContext, connection: Connection, credentials: Credentials
) -> None:
    # Python loads client certificates from files only; this one exists for a moment, mode 0600.
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
        file.write(f"{credentials.certificate}\n{credentials.key}\n")
        file.flush()
        try:
            context.load_cert_chain(file.name)
        except ssl.SSLError as error:
            raise ConfigError(
                f"{connection.source}: client certificate and key do not fit: {error}"
            ) from error
