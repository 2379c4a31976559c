"""What may go wrong in any service, whatever it keeps."""

from __future__ import annotations


class StoreUnavailableError(Exception):
    """The store does not answer now; the same call may work later."""


class KeyReusedError(Exception):
    """The idempotency key belongs to another request."""

    def __init__(self) -> None:
        super().__init__("this Idempotency-Key was used for a different request")
