# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What etcd says about the writes to a cluster."""

from __future__ import annotations

import base64
import json
import urllib.request
from dataclasses import dataclass
from typing import Any

Question = dict[str, object]
EVERYTHING: Question = {
    "key": base64.b64encode(b"/registry/").decode(),
    "range_end": base64.b64encode(b"/registry0").decode(),
    "keys_only": True,
}
# So many operations etcd takes in one transaction.
TRANSACTION = 128


@dataclass(frozen=True)
class Keys:
    """The keys of a cluster in the etcd that listens on a port of loopback."""

    port: int

    def revision(self) -> int:
        """The revision of etcd: it moves with every write to the cluster."""
        return int(self._ask({**EVERYTHING, "count_only": True})["header"]["revision"])

    def written_since(self, revision: int, word: str) -> list[str]:
        """Keys with ``word`` in them that were written after a revision.

        The server writes keys of its own all the time, so the revision alone proves nothing.
        """
        return list(self._entries({"min_mod_revision": revision + 1}, word))

    def versions(self, word: str) -> dict[str, int]:
        """How often each key with ``word`` in it was written since it was made."""
        return {key: int(entry["version"]) for key, entry in self._entries({}, word).items()}

    def delete(self, word: str) -> None:
        """Delete all keys with ``word`` in them, behind the API server's back."""
        keys = [base64.b64encode(key.encode()).decode() for key in self.versions(word)]
        for first in range(0, len(keys), TRANSACTION):
            chosen = keys[first : first + TRANSACTION]
            self._call("txn", {"success": [{"request_delete_range": {"key": k}} for k in chosen]})

    def _entries(self, question: Question, word: str) -> dict[str, dict[str, Any]]:
        answer = self._ask({**EVERYTHING, **question})
        by_key = {base64.b64decode(e["key"]).decode(): e for e in answer.get("kvs") or []}
        return {key: entry for key, entry in by_key.items() if word in key}

    def _ask(self, question: Question) -> dict[str, Any]:
        return self._call("range", question)

    def _call(self, verb: str, question: Question) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.port}/v3/kv/{verb}"
        with urllib.request.urlopen(url, data=json.dumps(question).encode(), timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
