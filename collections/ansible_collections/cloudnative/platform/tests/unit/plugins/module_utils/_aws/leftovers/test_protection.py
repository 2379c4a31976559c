# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""What AWS would refuse to delete is known before anything is touched, and can be lifted."""

from __future__ import annotations

from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers import protection
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.api import Api
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.find import look
from ansible_collections.cloudnative.platform.plugins.module_utils._aws.leftovers.model import Scope

MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"
TAGS = [{"Key": "platform", "Value": "shop"}]


def test_protected_databases_are_named_until_that_is_lifted(api: Api, scope: Scope) -> None:
    for name, guarded in (("shop", True), ("shop-scratch", False)):
        api.client("rds").create_db_instance(
            DBInstanceIdentifier=name,
            Engine="postgres",
            DBInstanceClass="db.t4g.micro",
            AllocatedStorage=20,
            MasterUsername="keeper",
            MasterUserPassword="long-enough",
            DeletionProtection=guarded,
            Tags=TAGS,
        )
    found = look(api, scope).found
    [left] = protection.protected(api, found)
    assert left.id == "shop"
    protection.lift(api, left)
    assert protection.protected(api, found) == []


def test_repositories_with_images_count_as_protected(api: Api, scope: Scope) -> None:
    ecr = api.client("ecr")
    for name in ("empty", "blog"):
        ecr.create_repository(repositoryName=name, tags=TAGS)
    ecr.put_image(
        repositoryName="blog",
        imageManifest='{"schemaVersion": 2}',
        imageTag="1",
        imageManifestMediaType=MEDIA_TYPE,
    )
    [left] = protection.protected(api, look(api, scope).found)
    assert left.id == "blog"
    protection.lift(api, left)
    assert [leftover.id for leftover in look(api, scope).found] == ["empty"]
