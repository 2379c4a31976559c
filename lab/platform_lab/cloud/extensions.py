"""Puts the lab's extensions into moto."""

from __future__ import annotations

import threading

from platform_lab.cloud import (
    controller,
    ec2,
    ecr,
    eks,
    elasticache,
    iam,
    pki,
    quotas,
    rds,
    s3,
    secretsmanager,
)
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.snapshot import Keeper


def install(lab: Lab) -> None:
    """Extend moto's services; before its application is made."""
    iam.install()
    quotas.install()
    secretsmanager.install()
    ec2.install()
    s3.install()
    eks.install(lab)
    ecr.install(lab)
    rds.install(lab)
    elasticache.install(lab)


def controllers(lab: Lab, guard: threading.Lock, keeper: Keeper) -> list[threading.Thread]:
    """Threads that keep the lab in step with moto, to be started once the state is loaded."""
    authority = pki.authority(lab.settings.pki)
    return [controller.make(lab, guard, keeper, authority)]
