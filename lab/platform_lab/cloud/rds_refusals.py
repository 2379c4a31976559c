"""What the lab's RDS refuses: what RDS would refuse and moto takes, and what it cannot run."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.rds.exceptions import InvalidParameterCombination, InvalidParameterValue

from platform_lab.cloud import postgres
from platform_lab.cloud.rds_passwords import check_password

ENGINE = "postgres"


class Refusals:
    """Mixed into the responses of RDS."""

    params: dict[str, Any]
    version: str

    def create_db_cluster(self) -> ActionResult:
        raise not_in_the_lab("DB clusters")

    def create_db_instance_read_replica(self) -> ActionResult:
        raise not_in_the_lab("read replicas")

    def restore_db_instance_from_db_snapshot(self) -> ActionResult:
        raise not_in_the_lab("restoring snapshots")

    def restore_db_instance_to_point_in_time(self) -> ActionResult:
        raise not_in_the_lab("restoring to a point in time")

    def check_creation(self) -> None:
        """Refuse a CreateDBInstance that cannot be served."""
        engine, version = self.params.get("Engine"), str(self.params.get("EngineVersion") or "")
        if engine != ENGINE:
            raise not_in_the_lab(f"the engine {engine}")
        if version and version.partition(".")[0] != postgres.MAJOR:
            raise InvalidParameterValue(
                f"Cannot find version {version} for postgres: the lab runs {self.version}"
            )
        if not self.params.get("MasterUsername"):
            raise InvalidParameterValue("The parameter MasterUsername must be provided.")
        password = self.params.get("MasterUserPassword")
        if self.params.get("ManageMasterUserPassword"):
            if password is not None:
                raise InvalidParameterCombination(
                    "You can't specify MasterUserPassword when ManageMasterUserPassword is set."
                )
        else:
            check_password(password or "")


def not_in_the_lab(what: str) -> InvalidParameterCombination:
    """The refusal of a part of RDS that the lab has not got."""
    return InvalidParameterCombination(f"The lab's RDS does not know {what}")
