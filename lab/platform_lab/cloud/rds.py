"""RDS over moto: what it is asked for becomes a PostgreSQL server."""

from __future__ import annotations

import json
import secrets
import string
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds import urls
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.models import DBInstance, MasterUserSecret, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from platform_lab.cloud import postgres
from platform_lab.cloud.instances import AVAILABLE, CREATING, Database
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.numbers import assign
from platform_lab.cloud.rds_passwords import check_password, current, rotate, secret_string
from platform_lab.cloud.rds_refusals import ENGINE, Refusals

SERVICE = "rds"
INSIGHTS_DAYS = 7


class LabRds(Refusals, RDSResponse):
    """moto's RDS for what the lab can really run: single PostgreSQL instances."""

    lab: Lab
    version: str

    def create_db_instance(self) -> ActionResult:
        self.check_creation()
        database: Any = self._created(super().create_db_instance())
        database.dbi_resource_id = "db-" + "".join(
            secrets.choice(string.ascii_uppercase + string.digits) for _ in range(26)
        )
        database.lab_restarts, database.lab_stopped = 0, False
        database.status = CREATING
        # RDS chooses the minor version where only the major one is asked for.
        if "." not in str(self.params.get("EngineVersion") or ""):
            database.engine_version = self.version
        self._keep_insights(database)
        assign(database, self.lab.settings)
        return ActionResult({"DBInstance": database})

    def modify_db_instance(self) -> ActionResult:
        password = self.params.get("MasterUserPassword")
        if password is not None:
            check_password(password)
        if self.params.get("ManageMasterUserPassword") and self._managed():
            # moto would make a second secret; RDS leaves the first one as it is.
            del self.params["ManageMasterUserPassword"]
        database: Any = self._created(super().modify_db_instance())
        if self.params.get("RotateMasterUserPassword"):
            rotate(database)
        self._keep_insights(database)
        if database.status == AVAILABLE:
            database.status = "modifying"
        return ActionResult({"DBInstance": database})

    def reboot_db_instance(self) -> ActionResult:
        database: Any = self._created(super().reboot_db_instance())
        database.lab_restarts += 1
        database.status = "rebooting"
        return ActionResult({"DBInstance": database})

    def stop_db_instance(self) -> ActionResult:
        database: Any = self._created(super().stop_db_instance())
        database.status, database.lab_stopped = "stopping", True
        return ActionResult({"DBInstance": database})

    def start_db_instance(self) -> ActionResult:
        database: Any = self._created(super().start_db_instance())
        database.status, database.lab_stopped = "starting", False
        return ActionResult({"DBInstance": database})

    def modify_db_parameter_group(self) -> ActionResult:
        result = super().modify_db_parameter_group()
        for parameter in self._parameters().values():
            # moto leaves out who set it, by which Terraform knows its own settings again.
            parameter["Source"] = "user"
        return result

    def reset_db_parameter_group(self) -> ActionResult:
        # moto lacks it.
        parameters = self._parameters()
        names = [item["ParameterName"] for item in self.params.get("Parameters", [])]
        for name in list(parameters) if self.params.get("ResetAllParameters") else names:
            parameters.pop(name, None)
        return ActionResult({"DBParameterGroupName": self.params["DBParameterGroupName"]})

    def describe_db_engine_versions(self) -> ActionResult:
        # moto lacks it.
        asked = str(self.params.get("EngineVersion") or "")
        known = self.params.get("Engine") in (None, ENGINE)
        fits = known and asked in ("", self.version, postgres.MAJOR)
        version = {
            "Engine": ENGINE,
            "EngineVersion": self.version,
            "MajorEngineVersion": postgres.MAJOR,
            "DBParameterGroupFamily": f"postgres{postgres.MAJOR}",
            "Status": "available",
        }
        return ActionResult({"DBEngineVersions": [version] if fits else []})

    def _managed(self) -> bool:
        """Whether RDS keeps the password of the database that is asked about."""
        database = self.backend.databases.get(self.params["DBInstanceIdentifier"])
        return bool(database and database.manage_master_user_password)

    def _keep_insights(self, database: Any) -> None:
        """Keep the settings of Performance Insights, which moto forgets; nothing is measured."""
        if (asked := self.params.get("EnablePerformanceInsights")) is not None:
            database.performance_insights_enabled = asked
        if not getattr(database, "performance_insights_enabled", False):
            return
        key = self.params.get("PerformanceInsightsKMSKeyId")
        days = self.params.get("PerformanceInsightsRetentionPeriod")
        if key or not hasattr(database, "performance_insights_kms_key_id"):
            database.performance_insights_kms_key_id = key or database.kms_key_id
        if days or not hasattr(database, "performance_insights_retention_period"):
            database.performance_insights_retention_period = days or INSIGHTS_DAYS

    def _parameters(self) -> dict[str, Any]:
        name = self.params["DBParameterGroupName"]
        if name not in self.backend.db_parameter_groups:
            raise DBParameterGroupNotFoundError(name)
        return self.backend.db_parameter_groups[name].parameters

    @staticmethod
    def _created(result: ActionResult) -> DBInstance:
        return cast(dict[str, DBInstance], result.result)["DBInstance"]


def install(lab: Lab) -> None:
    """Let moto serve RDS by this class."""
    LabRds.lab = lab
    LabRds.version = postgres.version(lab.settings.postgresql)
    urls.url_paths = dict.fromkeys(urls.url_paths, LabRds.dispatch)
    # moto gives every managed secret the same made-up user and password.
    MasterUserSecret._generate_secret_string = secret_string  # type: ignore[method-assign, assignment]


def wanted(lab: Lab) -> list[Database]:
    """The servers that RDS stands for; call it while holding the guard."""
    return [_database(lab, item) for item in instances(lab)]


def instances(lab: Lab) -> list[Any]:
    """moto's records of the instances."""
    backend: RDSBackend = rds_backends[lab.settings.account][lab.settings.region]
    return list(backend.databases.values())


def _database(lab: Lab, item: Any) -> Database:
    parameters = {
        name: str(value.get("ParameterValue", ""))
        for name, value in item.db_parameter_groups()[0].parameters.items()
    }
    password = item._master_user_password if not item.manage_master_user_password else ""
    if item.manage_master_user_password:
        password = json.loads(current(item))["password"]
    return Database(
        identity=item.dbi_resource_id,
        program=f"{SERVICE}-{item.db_instance_identifier}",
        names=(item.address,),
        address=str(lab.settings.instance_address(item.lab_number)),
        port=int(item.port),
        restarts=item.lab_restarts,
        user=item.master_username,
        password=password,
        database=item.db_name or "",
        stopped=item.lab_stopped,
        # PostgreSQL 15 on RDS is the first with this on by default.
        force_tls=parameters.get("rds.force_ssl", "1") != "0",
        parameters=parameters,
    )
