"""Signing keys: a folder of PEM files, each named after the UTC time from which it signs.

All are published at once, so that verifiers know a key before it signs and as long as its tokens
live. Rotation is adding a file and, later, removing an old one; no restart.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, KeySetSerialization

ALGORITHM = "ES256"
CURVE = "P-256"
NAME = "%Y%m%dT%H%M%SZ"
LOOK_AGAIN = 5.0  # seconds

log = logging.getLogger(__name__)


class SigningKeyError(ValueError):
    """The folder does not hold keys that could sign."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key on P-256; its ``kid`` is its thumbprint (RFC 7638)."""

    signs_from: datetime
    key: ECKey


class KeyRing:
    """Keys, one of which signs at any time."""

    def __init__(self, keys: list[SigningKey]) -> None:
        self._keys = sorted(keys, key=lambda key: key.signs_from, reverse=True)
        self.verifying = KeySet([known.key for known in self._keys])

    def signing(self, now: datetime) -> ECKey:
        """The newest key whose time has come.

        Raises:
            SigningKeyError: there is none.
        """
        for known in self._keys:
            if known.signs_from <= now:
                return known.key
        raise SigningKeyError(f"no key signs yet at {now.isoformat()}")

    def published(self) -> KeySetSerialization:
        """The public keys (RFC 7517)."""
        return self.verifying.as_dict(private=False, use="sig", alg=ALGORITHM)


def parse(files: Mapping[str, bytes]) -> KeyRing:
    """The keys of files, by name.

    Raises:
        SigningKeyError: a file's name is no time, or its content is no private key on P-256.
    """
    return KeyRing([_parse(name, content) for name, content in files.items()])


def _parse(name: str, content: bytes) -> SigningKey:
    try:
        signs_from = datetime.strptime(name, f"{NAME}.pem").replace(tzinfo=UTC)
    except ValueError:
        raise SigningKeyError(f"{name}: the name is no time like 20261123T000000Z.pem") from None
    try:
        key = ECKey.import_key(content)
    except (JoseError, ValueError, TypeError) as error:
        raise SigningKeyError(f"{name}: no unencrypted PEM key on {CURVE}") from error
    if not key.is_private or key.curve_name != CURVE:
        raise SigningKeyError(f"{name}: no private key on {CURVE}")
    return SigningKey(signs_from, key)


class SigningKeys:
    """The keys of a folder, read again soon after it changes."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the folder.

        Raises:
            SigningKeyError: there is none, or no key in it signs now.
        """
        self._folder = folder
        self._clock = clock
        self._looked = clock()
        self._files = self._read()
        self._ring = parse(self._files)
        self._ring.signing(datetime.now(UTC))

    def ring(self) -> KeyRing:
        """The keys as they are now; the last good ones while the folder's are not."""
        if self._clock() - self._looked >= LOOK_AGAIN:
            self._looked = self._clock()
            try:
                self._reload()
            except SigningKeyError as error:
                log.error("the signing keys stay as they were: %s", error)
        return self._ring

    def _reload(self) -> None:
        files = self._read()
        if files == self._files:
            return
        ring = parse(files)
        ring.signing(datetime.now(UTC))
        self._files, self._ring = files, ring
        log.info("signing keys were read: %s", ", ".join(sorted(files)))

    def _read(self) -> dict[str, bytes]:
        try:
            return {file.name: file.read_bytes() for file in self._folder.glob("*.pem")}
        except OSError as error:
            raise SigningKeyError(str(error)) from error
