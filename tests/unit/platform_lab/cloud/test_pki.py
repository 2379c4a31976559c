"""The lab's CA, looked at as strict clients do."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path

import pytest

from platform_lab.cloud import pki
from platform_lab.cloud.pki import Pair

LONG = f"{'x' * 60}.abcdefghij.ap-northeast-2.rds.amazonaws.com"


def served(authority: Pair, pair: Pair, name: str) -> str:
    """Version of TLS that a strict client of this CA agrees on with a server."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)
    client = ssl.create_default_context(cafile=str(authority.certificate))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    here, there = socket.socketpair()

    def serve() -> None:
        try:
            context.wrap_socket(there, server_side=True).close()
        except OSError:
            there.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(here, server_hostname=name) as link:
            return str(link.version())
    finally:
        here.close()
        thread.join()


def test_a_strict_client_accepts_every_name(tmp_path: Path) -> None:
    authority = pki.authority(tmp_path / "pki")
    pair = Pair(tmp_path / "s.crt", tmp_path / "s.key")
    pki.server(authority, pair, ["cloud", LONG, "172.30.0.2"])
    for name in ("cloud", LONG, "172.30.0.2"):
        assert served(authority, pair, name) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        served(authority, pair, "other")


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    authority = pki.authority(tmp_path / "pki")
    pair = Pair(tmp_path / "s.crt", tmp_path / "s.key")
    pki.server(authority, pair, ["cloud"])
    for key in (authority.key, pair.key):
        assert key.stat().st_mode & 0o777 == 0o600


def test_a_second_call_makes_nothing_new(tmp_path: Path) -> None:
    authority = pki.authority(tmp_path / "pki")
    before = authority.certificate.read_bytes()
    pair = Pair(tmp_path / "s.crt", tmp_path / "s.key")
    assert pki.server(authority, pair, ["a", "b"]) is True
    assert pki.server(authority, pair, ["a", "b"]) is False
    assert pki.authority(tmp_path / "pki").certificate.read_bytes() == before


@pytest.mark.parametrize("damage", ["names", "key", "certificate", "authority"])
def test_a_certificate_that_does_not_serve_is_made_anew(tmp_path: Path, damage: str) -> None:
    authority = pki.authority(tmp_path / "pki")
    pair, other = (Pair(tmp_path / f"{n}.crt", tmp_path / f"{n}.key") for n in "so")
    pki.server(authority, pair, ["a"])
    names = ["a"]
    if damage == "names":
        names = ["a", "b"]
    elif damage == "certificate":
        pair.certificate.write_text("nonsense")
    elif damage == "key":
        pki.server(authority, other, ["a"])
        pair.key.write_bytes(other.key.read_bytes())
    else:
        authority = pki.authority(tmp_path / "another")
    assert pki.server(authority, pair, names) is True
    assert served(authority, pair, names[-1]) == "TLSv1.3"
