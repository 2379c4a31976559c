"""What the extensions of moto share: the settings and the lab around the emulator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from platform_lab.cloud.cluster import RealCluster
from platform_lab.cloud.settings import Settings


@dataclass
class Lab:
    """Handed to every extension when the emulator starts.

    Attributes:
        settings: the emulator's settings.
        cluster: the lab's Kubernetes cluster.
        wake: tells the controller of databases and caches that there may be work.
    """

    settings: Settings
    cluster: RealCluster = field(init=False)
    wake: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.cluster = RealCluster(self.settings.kubernetes, self.settings.api_server)
