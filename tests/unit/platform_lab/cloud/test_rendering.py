"""What the lab writes for other programs: names, settings, rules, statements."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from platform_lab.cloud import bootstrap, dns, postgres, redis, redis_users
from platform_lab.cloud import settings as settings_module
from platform_lab.cloud.instances import Cache, Database, lowest_free
from platform_lab.cloud.settings import Settings
from platform_lab.errors import LabError

DATABASE = Database(
    identity="db-X",
    program="rds-x",
    names=("x.rds.amazonaws.com",),
    address="172.30.0.100",
    port=5432,
    restarts=0,
    user="blog",
    password="pa'ss",
    database="blog",
    stopped=False,
    force_tls=True,
    parameters={},
)
CACHE = Cache(
    identity="cache-1",
    program="cache-x-001",
    names=("master.x.cache.amazonaws.com",),
    address="172.30.0.101",
    port=6379,
    restarts=0,
    tokens=("abcdefgh12345678",),
    replication="between-servers",
    tls=True,
    primary="",
)


def test_hosts_file() -> None:
    names = {"172.30.0.2": ["cloud", "registry"], "172.30.0.100": ["x.rds.amazonaws.com"]}
    text = "172.30.0.2 cloud registry\n172.30.0.100 x.rds.amazonaws.com\n"
    assert dns.render_hosts(names) == text


def test_the_hosts_file_is_written_only_when_it_differs(tmp_path: Path) -> None:
    path = tmp_path / "dns" / "hosts"
    assert dns.write_hosts(path, {"172.30.0.2": ["cloud"]}) is True
    assert dns.write_hosts(path, {"172.30.0.2": ["cloud"]}) is False
    assert dns.write_hosts(path, {"172.30.0.3": ["cloud"]}) is True


def test_a_parameter_group_rules_but_not_over_the_lab() -> None:
    parameters = {
        "log_min_duration_statement": "500",
        "max_connections": "{DBInstanceClassMemory/9531392}",
        "rds.force_ssl": "0",
        "port": "1",
        "ssl": "off",
        "work_mem": "4MB'\nssl = 'off",
    }
    text = postgres.render_config(replace(DATABASE, parameters=parameters), Path("/srv/x"))
    lines = text.splitlines()
    assert "log_min_duration_statement = '500'" in lines
    assert "max_connections = '100'" in lines
    assert "port = '5432'" in lines
    assert [line for line in lines if line.startswith("ssl =")] == ["ssl = 'on'"]
    assert "work_mem" not in text
    assert "listen_addresses = '172.30.0.100'" in lines


def test_connections_without_tls_are_ruled_out() -> None:
    forced = postgres.render_rules(True).splitlines()
    assert forced[-1] == "hostssl all all all scram-sha-256"
    assert not [line for line in forced if line.startswith("host ") and "reject" not in line]
    assert postgres.render_rules(False).splitlines()[-1] == "host all all all scram-sha-256"


def test_names_and_passwords_are_quoted() -> None:
    text = postgres.master_sql('b"log', "pa'ss\\", "d'b")
    assert "ALTER ROLE \"b\"\"log\" LOGIN CREATEDB CREATEROLE PASSWORD 'pa''ss\\';" in text
    assert "format('CREATE DATABASE %I OWNER %I', 'd''b', 'b\"log')" in text
    assert "SUPERUSER" not in text.replace("rds_superuser", "")


def test_redis_speaks_tls_and_nothing_else() -> None:
    lines = redis.render_config(CACHE, Path("/srv/c")).splitlines()
    assert {"port 0", "tls-port 6379", "aclfile /srv/c/users.acl"} <= set(lines)
    assert 'rename-command CONFIG ""' in lines
    replica = redis.render_config(replace(CACHE, primary="172.30.0.101"), Path("/srv/c"))
    assert "replicaof 172.30.0.101 6379" in replica


def test_each_token_opens_a_cache() -> None:
    both = redis_users.render(replace(CACHE, tokens=("old-token", "new-token")))
    assert "user default on >old-token >new-token ~* &* +@all" in both.splitlines()
    open_to_all = redis_users.render(replace(CACHE, tokens=()))
    assert "user default on nopass ~* &* +@all" in open_to_all.splitlines()


def test_new_tokens_are_taken_in_by_whoever_knows_one() -> None:
    said: list[tuple[str, ...]] = []

    def ask(*words: str) -> bytes:
        said.append(words)
        return b"-WRONGPASS" if words == ("AUTH", "not-yet") else b"+OK"

    assert redis_users.enter(replace(CACHE, tokens=("not-yet", "known")), ask) is True
    words = ("ACL", "SETUSER", "default", "resetpass", ">not-yet", ">known")
    assert said == [("AUTH", "not-yet"), ("AUTH", "known"), words]
    assert redis_users.enter(replace(CACHE, tokens=("not-yet",)), ask) is False


@pytest.mark.parametrize("token", ['a"b', "a\nb", "a\\b", "a >b"])
def test_a_token_that_would_break_the_file_is_refused(token: str) -> None:
    with pytest.raises(LabError, match="AUTH token"):
        redis_users.render(replace(CACHE, tokens=(token,)))


def test_secrets_do_not_show_in_logs() -> None:
    assert "pa'ss" not in repr(DATABASE)
    assert CACHE.tokens[0] not in repr(CACHE)
    assert CACHE.replication not in repr(CACHE)


def test_commands_of_redis() -> None:
    assert redis.command("AUTH", "é") == b"*2\r\n$4\r\nAUTH\r\n$2\r\n\xc3\xa9\r\n"


def test_settings_survive_the_command_line(settings: Settings) -> None:
    assert settings_module.parse(settings.arguments()) == settings


def test_addresses_of_instances(settings: Settings) -> None:
    assert settings.instance_address(0) == IPv4Address("172.30.0.100")
    assert settings.instance_address(99) == IPv4Address("172.30.0.199")
    with pytest.raises(ValueError, match="room"):
        settings.instance_address(100)


@pytest.mark.parametrize(("taken", "free"), [(set(), 0), ({0, 1, 3}, 2), ({1}, 0), ({0, 1, 2}, 3)])
def test_the_lowest_free_number(taken: set[int], free: int) -> None:
    assert lowest_free(taken) == free


def test_credentials_are_made_once(settings: Settings) -> None:
    from moto.core.base_backend import BackendDict

    BackendDict.reset()
    path = settings.credentials
    arguments = settings.account, settings.region, path
    assert bootstrap.ensure_user(*arguments) is True
    first = path.read_text()
    assert bootstrap.ensure_user(*arguments) is False
    assert path.read_text() == first
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("damaged")
    assert bootstrap.ensure_user(*arguments) is True
    assert path.read_text() != first
    BackendDict.reset()
    # The account is a new one: the old key is of no use any more.
    assert bootstrap.ensure_user(*arguments) is True
