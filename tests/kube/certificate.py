# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Certificates for servers on loopback and for their callers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LOOPBACK = "127.0.0.1"


class Authority:
    """A CA.

    It has no key usage extension, as CAs of some clouds: clients must bear that.
    """

    def __init__(self, name: str = "test-ca"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        builder = _builder(self.name, self.name, self.key.public_key())
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = builder.add_extension(constraints, critical=True).sign(
            self.key, hashes.SHA256()
        )

    @property
    def pem(self) -> str:
        """The CA's certificate."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def issue(
        self,
        folder: Path,
        stem: str,
        names: Sequence[str] = (),
        *,
        organization: str = "",
        expired: bool = False,
    ) -> tuple[Path, Path]:
        """Write ``<stem>.crt`` and ``<stem>.key`` and return their paths.

        ``names``: addresses and host names of a server; none for a caller, whose user name is
        ``stem`` and whose group is ``organization``.
        """
        days = -1 if expired else 1
        key = ec.generate_private_key(ec.SECP256R1())
        builder = _builder(_name(stem, organization), self.name, key.public_key(), days)
        usage = ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        if names:
            builder = builder.add_extension(_alternatives(names), critical=False)
        return _write(folder, stem, builder.sign(self.key, hashes.SHA256()), key)


def write_certificate(folder: Path) -> None:
    """server.crt and server.key for 127.0.0.1, signed by itself: its own CA."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("test")
    constraints = x509.BasicConstraints(ca=True, path_length=None)
    certificate = (
        _builder(name, name, key.public_key())
        .add_extension(_alternatives([LOOPBACK]), critical=False)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder, "server", certificate, key)


def _name(common_name: str, organization: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name(parts)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int = 1
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def _alternatives(names: Sequence[str]) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [
            x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
            for name in names
        ]
    )


def _write(
    folder: Path, stem: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> tuple[Path, Path]:
    paths = folder / f"{stem}.crt", folder / f"{stem}.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    return paths
