"""Signing keys: by which one is signed, what is published, and what is refused."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from app.security.keys import LOOK_AGAIN, SigningKeyError, SigningKeys, parse
from tests.keys import FUTURE, PAST, pem, write_key

NEWER = "20260201T000000Z.pem"


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_newest_key_whose_time_has_come_signs() -> None:
    files = {PAST: pem(), NEWER: pem(), FUTURE: pem()}
    ring = parse(files)
    first = parse({PAST: files[PAST]}).signing(datetime.now(UTC)).kid
    second = parse({NEWER: files[NEWER]}).signing(datetime.now(UTC)).kid
    assert ring.signing(datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)).kid == first
    assert ring.signing(datetime(2026, 2, 1, tzinfo=UTC)).kid == second
    with pytest.raises(SigningKeyError, match="no key signs yet at 2025"):
        ring.signing(datetime(2025, 12, 31, tzinfo=UTC))


def test_all_keys_are_published_without_their_secrets() -> None:
    published = parse({PAST: pem(), FUTURE: pem()}).published()["keys"]
    assert len({key["kid"] for key in published}) == 2
    for key in published:
        assert key.keys() == {"kty", "crv", "x", "y", "use", "alg", "kid"}
        assert (key["use"], key["alg"], key["crv"]) == ("sig", "ES256", "P-256")


def _public(private: bytes) -> bytes:
    public = load_pem_private_key(private, None).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("mine.pem", pem(), "mine.pem: the name is no time"),
        ("20261301T000000Z.pem", pem(), "the name is no time"),
        (PAST, b"", f"{PAST}: no unencrypted PEM key"),
        (PAST, b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no unencrypted"),
        (PAST, pem(ec.SECP384R1()), "no private key on P-256"),
        (PAST, _public(pem()), "no private key on P-256"),
    ],
)
def test_what_could_not_sign_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(SigningKeyError, match=reason):
        parse({name: content})


def test_a_folder_needs_a_key_that_signs(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyError, match="no key signs yet"):
        SigningKeys(tmp_path)
    write_key(tmp_path, FUTURE)
    with pytest.raises(SigningKeyError, match="no key signs yet"):
        SigningKeys(tmp_path)


def test_the_folder_is_read_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_key(tmp_path)
    clock = Clock()
    keys = SigningKeys(tmp_path, clock)
    first = keys.ring()
    write_key(tmp_path, NEWER)
    assert keys.ring() is first
    clock.seconds += LOOK_AGAIN
    with caplog.at_level(logging.INFO):
        second = keys.ring()
    assert len(second.published()["keys"]) == 2
    assert second.signing(datetime.now(UTC)).kid != first.signing(datetime.now(UTC)).kid
    assert f"signing keys were read: {PAST}, {NEWER}" in caplog.text
    clock.seconds += LOOK_AGAIN
    assert keys.ring() is second


def test_a_bad_change_leaves_the_keys_as_they_were(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = write_key(tmp_path)
    clock = Clock()
    keys = SigningKeys(tmp_path, clock)
    first, content = keys.ring(), key.read_bytes()
    for bad in (b"nonsense", None):
        key.unlink() if bad is None else key.write_bytes(bad)
        clock.seconds += LOOK_AGAIN
        assert keys.ring() is first
    assert "no unencrypted PEM key" in caplog.text
    assert "no key signs yet" in caplog.text
    key.mkdir()
    clock.seconds += LOOK_AGAIN
    assert keys.ring() is first
    assert "Is a directory" in caplog.text
    key.rmdir()
    key.write_bytes(content)
    clock.seconds += LOOK_AGAIN
    assert keys.ring() is first
