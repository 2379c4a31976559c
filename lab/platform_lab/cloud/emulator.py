"""The emulator's process: ``python -m platform_lab.cloud.emulator`` on the host ``cloud``."""

from __future__ import annotations

import logging
import os
import signal
import ssl
import sys
import threading
from typing import Any

from platform_lab.cloud import settings as settings_module
from platform_lab.cloud.settings import Settings


def main(argv: list[str]) -> int:
    """Serve until told to stop."""
    settings = settings_module.parse(argv)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    # Before moto is imported: it reads its environment once.
    os.environ["MOTO_ACCOUNT_ID"] = settings.account
    os.environ["AWS_DEFAULT_REGION"] = settings.region
    # Half a megabyte of machine images would be in every snapshot; the lab starts none.
    os.environ["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"
    # A certificate that is asked for is there at once: the lab has no DNS to validate it by.
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "0"
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    servers = start(settings)
    stop.wait()
    for server in servers:
        server.shutdown()
    return 0


def start(settings: Settings) -> list[Any]:
    """Start all parts of the emulator.

    Returns:
        The running servers.

    Raises:
        SnapshotError: the state of the last run cannot be used.
        OSError: an address is taken.
    """
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    from platform_lab.cloud import bootstrap, extensions, pki
    from platform_lab.cloud.controller import SERVICES
    from platform_lab.cloud.endpoint import Endpoint
    from platform_lab.cloud.gateway import Gateway
    from platform_lab.cloud.lab import Lab
    from platform_lab.cloud.pki import Pair
    from platform_lab.cloud.snapshot import Keeper
    from platform_lab.cloud.webhook import Webhook, WebhookHandler

    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    guard = threading.Lock()
    keeper = Keeper(settings.state / "state.pickle", guard)
    lab = Lab(settings)
    extensions.install(lab)
    keeper.load()
    keeper.start()
    with guard:
        bootstrap.ensure_user(settings.account, settings.region, settings.credentials)
        number = keeper.changed()
    keeper.wait(number)

    authority = pki.authority(settings.pki)
    pair = Pair(settings.state / "server.crt", settings.state / "server.key")
    pki.server(authority, pair, [settings.ip, "cloud"])
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pair.certificate, pair.key)

    moto = DomainDispatcherApplication(create_backend_app)

    def on_change(service: str) -> None:
        if service in SERVICES:
            lab.wake()

    gateway = Gateway(moto, settings.account, guard, keeper, on_change)
    aws = Endpoint(settings.ip, settings.port, gateway, context)
    webhook = make_server(
        settings.ip,
        settings.webhook_port,
        Webhook(settings, guard),
        threaded=True,
        request_handler=WebhookHandler,
    )
    # The handshake is left to the thread of each connection: a silent client holds up nobody.
    webhook.socket = context.wrap_socket(
        webhook.socket, server_side=True, do_handshake_on_connect=False
    )
    servers = [aws, webhook]
    for thread in [
        *extensions.controllers(lab, guard, keeper),
        *(threading.Thread(target=server.serve_forever, daemon=True) for server in servers),
    ]:
        thread.start()
    return servers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
