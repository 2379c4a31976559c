# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""Calls to AWS by name of service and operation, with errors in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

from ..eks_token_program import Source, session_of
from ..errors import AwsError

# How the services say that there is no such thing; each has words of its own.
ABSENT = re.compile(r"NotFound|NoSuch|DoesNotExist|NonExistent", re.IGNORECASE)
# Requests at the same time: AWS slows down who asks for more.
WORKERS = 8


class Refused(AwsError):
    """AWS said no.

    ``code``: AWS's own name of the reason, for example DependencyViolation.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def is_absent(self) -> bool:
        """Whether there is nothing of that name."""
        return bool(ABSENT.search(self.code))


class Api:
    """AWS as one caller sees it; safe for threads.

    Attributes:
        recovery_days: for which a deleted secret can be called back, 7 to 30; 0 deletes it at once.
    """

    def __init__(self, source: Source, recovery_days: int = 7) -> None:
        self.source = source
        self.recovery_days = recovery_days
        self.where = source.endpoint_url or f"AWS in {source.region}"
        self._clients: dict[str, Any] = {}
        self._lock = Lock()
        try:
            import botocore.exceptions
            from botocore.parsers import ResponseParserError

            self._refusal = botocore.exceptions.ClientError
            self._trouble = (botocore.exceptions.BotoCoreError, ResponseParserError, ValueError)
            self._session = session_of(source)
        except ImportError as error:
            raise AwsError(f"botocore is not installed for this Python: {error}") from error
        except botocore.exceptions.BotoCoreError as error:
            raise AwsError(f"the AWS credentials cannot be used: {error}") from error

    def call(self, service: str, operation: str, **arguments: Any) -> dict[str, Any]:
        """One call, for example ``call("ec2", "delete_vpc", VpcId=...)``.

        Raises Refused where AWS says no, AwsError where it cannot be asked.
        """
        client = self.client(service)

        def run() -> dict[str, Any]:
            answer: dict[str, Any] = getattr(client, operation)(**arguments)
            return answer

        return self._worded(service, operation, run)

    def prepare(self, service: str, operation: str, **arguments: Any) -> None:
        """A step before a deletion, such as detaching; raises as ``call``.

        What the step is about may be gone meanwhile: that says nothing of what is to be deleted.
        """
        try:
            self.call(service, operation, **arguments)
        except Refused as error:
            if not error.is_absent:
                raise

    def pages(
        self, service: str, operation: str, field: str, **arguments: Any
    ) -> list[dict[str, Any]]:
        """All entries of a list, whatever number of pages it takes. Raises as ``call``."""
        client = self.client(service)
        if not client.can_paginate(operation):
            return list(self.call(service, operation, **arguments).get(field) or [])

        def run() -> list[dict[str, Any]]:
            answers = client.get_paginator(operation).paginate(**arguments)
            return [entry for page in answers for entry in page.get(field) or []]

        return self._worded(service, operation, run)

    def client(self, service: str) -> Any:
        """The botocore client of a service. Making one is not safe for threads, using it is."""
        from botocore.config import Config

        with self._lock:
            if service not in self._clients:
                config = Config(
                    connect_timeout=5,
                    read_timeout=60,
                    max_pool_connections=2 * WORKERS,
                    retries={"mode": "standard", "max_attempts": 5},
                )
                self._clients[service] = self._session.create_client(
                    service,
                    region_name=self.source.region,
                    endpoint_url=self.source.endpoint_url or None,
                    config=config,
                )
            return self._clients[service]

    def _worded[Answer](self, service: str, operation: str, run: Callable[[], Answer]) -> Answer:
        action = f"{service}:{''.join(part.capitalize() for part in operation.split('_'))}"
        try:
            return run()
        except self._refusal as error:
            detail = error.response.get("Error", {})
            code = str(detail.get("Code") or "")
            message = f"{self.where} refuses {action}: {detail.get('Message') or ''} ({code})"
            raise Refused(message, code) from error
        except self._trouble as error:
            raise AwsError(f"cannot ask {self.where} for {action}: {error}") from error


def each[Entry, Answer](work: Callable[[Entry], Answer], entries: list[Entry]) -> Iterator[Answer]:
    """The answers in the order of the entries, some of them worked on at the same time."""
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(work, entries)
