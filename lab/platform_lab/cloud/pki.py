"""The lab's own certificate authority and the certificates it gives to servers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from platform_lab.cloud.files import replace

LIFETIME = timedelta(days=3650)
# Servers get new certificates this long before theirs run out.
RENEW = timedelta(days=30)
# Clocks of clients may be a little behind.
BACKDATE = timedelta(hours=1)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, as PEM files."""

    certificate: Path
    key: Path


def authority(folder: Path) -> Pair:
    """The lab's CA, made on first use: ``ca.crt`` and ``ca.key`` (root only) in ``folder``."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pair = Pair(folder / "ca.crt", folder / "ca.key")
    if pair.certificate.exists() and pair.key.exists():
        return pair
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cloudnative.platform lab CA")])
    # Strict verifiers (Python 3.13) ask a CA for key usage and key identifiers.
    certificate = (
        _builder(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(sign_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(pair, certificate, key)
    return pair


def server(authority: Pair, target: Pair, names: Iterable[str]) -> bool:
    """Make sure that ``target`` is a certificate of the CA for exactly these names.

    Args:
        authority: the CA.
        target: the files to write.
        names: DNS names and addresses; the first one becomes the common name.

    Returns:
        Whether a new certificate was made.
    """
    wanted = list(names)
    ca = x509.load_pem_x509_certificate(authority.certificate.read_bytes())
    if _serves(target, wanted, ca):
        return False
    ca_key = serialization.load_pem_private_key(authority.key.read_bytes(), password=None)
    if not isinstance(ca_key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{authority.key} holds no elliptic curve key")
    key = ec.generate_private_key(ec.SECP256R1())
    # A common name has room for 64 characters; the alternative names are what counts.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted[0][:64])])
    certificate = (
        _builder(subject, ca.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_alternative_names(wanted), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    target.certificate.parent.mkdir(parents=True, exist_ok=True)
    _write(target, certificate, key)
    return True


def _serves(pair: Pair, names: list[str], ca: x509.Certificate) -> bool:
    """Whether the certificate exists, is of this CA, for these names, and good for a while."""
    try:
        certificate = x509.load_pem_x509_certificate(pair.certificate.read_bytes())
        key = serialization.load_pem_private_key(pair.key.read_bytes(), password=None)
        certificate.verify_directly_issued_by(ca)
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return (
        found == _alternative_names(names)
        and certificate.public_key() == key.public_key()
        and certificate.not_valid_after_utc - RENEW > datetime.now(UTC)
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATE)
        .not_valid_after(now + LIFETIME)
    )


def _usage(sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(names: list[str]) -> x509.SubjectAlternativeName:
    kinds: list[x509.GeneralName] = []
    for name in names:
        try:
            kinds.append(x509.IPAddress(ip_address(name)))
        except ValueError:
            kinds.append(x509.DNSName(name))
    return x509.SubjectAlternativeName(kinds)


def _write(pair: Pair, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
    replace(
        pair.key,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    replace(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), mode=0o644)
