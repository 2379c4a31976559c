"""Answers the API server's TokenReviews: who is the bearer of this EKS token?"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from platform_lab.cloud import access, identity, token
from platform_lab.cloud.access import KubernetesUser
from platform_lab.cloud.eks import the_cluster
from platform_lab.cloud.settings import Settings
from platform_lab.cloud.token import TokenError

API_VERSION = "authentication.k8s.io/v1"
MAX_REQUEST = 64 * 1024
log = logging.getLogger("token")


class WebhookHandler(WSGIRequestHandler):
    """Serves one connection; one that says nothing is closed."""

    timeout = 10


class Webhook:
    """A WSGI application for ``POST /authenticate``.

    Args:
        settings: account, region and endpoint of the emulator.
        guard: held while moto's state is read.
    """

    def __init__(self, settings: Settings, guard: threading.Lock) -> None:
        self._settings = settings
        self._guard = guard
        self._origins = token.sts_origins(settings.region, settings.endpoint)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._answer(Request(environ))(environ, start_response)

    def authenticate(self, text: str, now: datetime) -> KubernetesUser:
        """The cluster's user behind a token.

        Raises:
            TokenError: the token is not valid, or its owner is unknown to the cluster.
        """
        account = self._settings.account
        with self._guard:
            cluster = the_cluster(account, self._settings.region)
            if cluster is None:
                raise TokenError("the lab's EKS has no cluster")
            principal = token.verify(
                text,
                cluster.name,
                self._origins,
                lambda key, session: identity.owner_of(account, key, session, now),
                now,
            )
            user = access.user_for(principal, cluster.access_entries)
        if user is None:
            raise TokenError(f"no access entry of cluster {cluster.name} names {principal.arn}")
        return user

    def _answer(self, request: Request) -> Response:
        if request.path != "/authenticate" or request.method != "POST":
            return Response("POST /authenticate", status=404)
        request.max_content_length = MAX_REQUEST
        try:
            review = json.loads(request.get_data())
            text = review["spec"]["token"]
            if review.get("apiVersion") != API_VERSION or not isinstance(text, str):
                raise ValueError(f"not a TokenReview of {API_VERSION}")
        except (ValueError, KeyError, TypeError) as error:
            return Response(f"not a TokenReview: {error}", status=400)
        try:
            user = self.authenticate(text, datetime.now(UTC))
        except TokenError as error:
            # Why is for the log alone: the caller of the API server only learns that it is 401.
            log.warning("refused: %s", error)
            return _review({"authenticated": False})
        log.info("accepted %s as %s in %s", user.extra["arn"][0], user.username, user.groups)
        return _review(
            {
                "authenticated": True,
                "user": {
                    "username": user.username,
                    "uid": user.uid,
                    "groups": list(user.groups),
                    "extra": {key: list(values) for key, values in user.extra.items()},
                },
            }
        )


def _review(status: dict[str, Any]) -> Response:
    review = {"apiVersion": API_VERSION, "kind": "TokenReview", "status": status}
    return Response(json.dumps(review), mimetype="application/json")
