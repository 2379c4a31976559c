"""RDS over moto: what it is asked for becomes a PostgreSQL server."""

from __future__ import annotations

import json
import secrets
import string
from typing import Any, cast

from moto.core.responses import ActionResult
from moto.rds import urls
from moto.rds.exceptions import (
    DBParameterGroupNotFoundError,
    InvalidParameterCombination,
    InvalidParameterValue,
)
from moto.rds.models import DBInstance, MasterUserSecret, RDSBackend, rds_backends
from moto.rds.responses import RDSResponse

from platform_lab.cloud import postgres
from platform_lab.cloud.instances import AVAILABLE, CREATING, Database
from platform_lab.cloud.lab import Lab
from platform_lab.cloud.numbers import assign

ENGINE = "postgres"
SERVICE = "rds"
# RDS leaves out what would have to be quoted in a connection URL or a shell.
_ALPHABET = string.ascii_letters + string.digits + "!#$%&()*+,-.:;<=>?[]^_{|}~"
PASSWORD_LENGTH = 28


class LabRds(RDSResponse):
    """moto's RDS for what the lab can really run: single PostgreSQL instances."""

    lab: Lab
    version: str

    def create_db_instance(self) -> ActionResult:
        self._check()
        database: Any = self._created(super().create_db_instance())
        database.dbi_resource_id = "db-" + "".join(
            secrets.choice(string.ascii_uppercase + string.digits) for _ in range(26)
        )
        database.lab_restarts, database.lab_stopped = 0, False
        database.status = CREATING
        # RDS chooses the minor version where only the major one is asked for.
        if "." not in str(self.params.get("EngineVersion") or ""):
            database.engine_version = self.version
        assign(database, self.lab.settings)
        return ActionResult({"DBInstance": database})

    def modify_db_instance(self) -> ActionResult:
        password = self.params.get("MasterUserPassword")
        if password is not None:
            _check_password(password)
        database: Any = self._created(super().modify_db_instance())
        if self.params.get("RotateMasterUserPassword"):
            _rotate(database)
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

    def create_db_cluster(self) -> ActionResult:
        raise _not_in_the_lab("DB clusters")

    def create_db_instance_read_replica(self) -> ActionResult:
        raise _not_in_the_lab("read replicas")

    def restore_db_instance_from_db_snapshot(self) -> ActionResult:
        raise _not_in_the_lab("restoring snapshots")

    def restore_db_instance_to_point_in_time(self) -> ActionResult:
        raise _not_in_the_lab("restoring to a point in time")

    def _parameters(self) -> dict[str, Any]:
        name = self.params["DBParameterGroupName"]
        if name not in self.backend.db_parameter_groups:
            raise DBParameterGroupNotFoundError(name)
        return self.backend.db_parameter_groups[name].parameters

    def _check(self) -> None:
        """Refuse what RDS would refuse and moto takes, and what the lab cannot run."""
        engine, version = self.params.get("Engine"), str(self.params.get("EngineVersion") or "")
        if engine != ENGINE:
            raise _not_in_the_lab(f"the engine {engine}")
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
            _check_password(password or "")

    @staticmethod
    def _created(result: ActionResult) -> DBInstance:
        return cast(dict[str, DBInstance], result.result)["DBInstance"]


def install(lab: Lab) -> None:
    """Let moto serve RDS by this class."""
    LabRds.lab = lab
    LabRds.version = postgres.version(lab.settings.postgresql)
    urls.url_paths = dict.fromkeys(urls.url_paths, LabRds.dispatch)
    # moto gives every managed secret the same made-up user and password.
    MasterUserSecret._generate_secret_string = _secret_string  # type: ignore[method-assign, assignment]


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
        password = json.loads(_current(item))["password"]
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


def _current(item: Any) -> str:
    """The current content of the secret that RDS manages."""
    secret = item.master_user_secret.secret
    return cast(str, secret.versions[secret.default_version_id]["secret_string"])


def _rotate(item: Any) -> None:
    secret = item.master_user_secret.secret
    secret.versions[secret.default_version_id]["secret_string"] = _secret_string(
        item.master_user_secret
    )


def _secret_string(secret: MasterUserSecret) -> str:
    password = "".join(secrets.choice(_ALPHABET) for _ in range(PASSWORD_LENGTH))
    return json.dumps({"username": secret.resource.master_username, "password": password})


def _check_password(password: str) -> None:
    if not 8 <= len(password) <= 128:
        raise InvalidParameterValue(
            "The parameter MasterUserPassword is not a valid password because it is not "
            "between 8 and 128 characters long."
        )
    if set(password) & set("/@\" '") or not password.isascii() or not password.isprintable():
        raise InvalidParameterValue(
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII "
            "characters besides '/', '@', '\"', ' ' may be used."
        )


def _not_in_the_lab(what: str) -> InvalidParameterCombination:
    return InvalidParameterCombination(f"The lab's RDS does not know {what}")
