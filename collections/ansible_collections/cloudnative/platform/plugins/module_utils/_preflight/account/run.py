# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""All checks of an account, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..._aws.eks_token_program import Source
from ..._aws.errors import AwsError
from ..._aws.identity import require_account, whoami
from ..._aws.leftovers.api import Api, Refused
from ..model import Check
from .model import Build
from .names import check_names
from .networks import check_networks
from .permissions import check_permissions
from .quotas import check_quotas
from .region import check_region
from .versions import check_version

Look = Callable[[Api, Build], Iterator[Check]]
LOOKS: dict[str, Look] = {
    "region": check_region,
    "Kubernetes": check_version,
    "quotas": check_quotas,
    "address ranges": check_networks,
    "names": check_names,
}


def check_account(source: Source, build: Build) -> Iterator[Check]:
    """Who asks, and whether the account is ready for what is going to be built.

    Only reads. What these credentials may not look at is a warning, not a failure.

    Raises:
        AwsError: AWS cannot be asked, does not know the credentials, or they are of another
            account.
    """
    identity = whoami(source)
    require_account(identity, build.account)
    yield Check("identity", "ok", f"{identity.arn}, account {identity.account}")
    api = Api(source)
    for name, look in LOOKS.items():
        yield from _seen(name, look(api, build))
    yield from _seen("permissions", check_permissions(api, build, identity))


def _seen(name: str, checks: Iterator[Check]) -> Iterator[Check]:
    try:
        yield from checks
    except Refused as error:
        yield Check(name, "warn", str(error), "Allow it to these credentials, or look yourself")
    except AwsError as error:
        yield Check(name, "fail", str(error))
