# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""All proofs by name, in the order in which reports list them."""

from __future__ import annotations

from collections.abc import Sequence

from .model import Proof, ProofError
from .proofs import (
    all_pods_ready,
    authorization_enforced,
    blog_reaches_database,
    default_deny_egress,
    default_deny_ingress,
    dns_allowed,
    eks_token,
    graph_calls_answered,
    mtls_identity,
    network_policy_enforced,
    no_latest_images,
    other_calls_refused,
    plain_calls_refused,
    plaintext_refused,
    post_survives_pod,
    restricted_enforced,
    secrets_encrypted_at_rest,
)

PROOFS: dict[str, Proof] = {
    module.PROOF.name: module.PROOF
    for module in (
        plaintext_refused,
        mtls_identity,
        authorization_enforced,
        network_policy_enforced,
        default_deny_ingress,
        default_deny_egress,
        dns_allowed,
        blog_reaches_database,
        graph_calls_answered,
        other_calls_refused,
        plain_calls_refused,
        restricted_enforced,
        post_survives_pod,
        eks_token,
        secrets_encrypted_at_rest,
        all_pods_ready,
        no_latest_images,
    )
}


def choose(names: Sequence[str]) -> list[Proof]:
    """The named proofs in the registry's order; all of them where none is named.

    Raises:
        ProofError: a name is unknown.
    """
    unknown = sorted(set(names) - set(PROOFS))
    if unknown:
        raise ProofError(f"unknown proof {', '.join(unknown)}; there are: {', '.join(PROOFS)}")
    return [proof for name, proof in PROOFS.items() if not names or name in names]
