"""Signing keys for tests."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PAST = "20260101T000000Z.pem"
FUTURE = "21260101T000000Z.pem"


def pem(curve: ec.EllipticCurve | None = None) -> bytes:
    """A new private key; on P-256 by default."""
    key = ec.generate_private_key(curve or ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_key(folder: Path, name: str = PAST) -> Path:
    """A new key in a folder, put there in one step."""
    aside = folder / f"{name}.new"
    aside.write_bytes(pem())
    return aside.rename(folder / name)
