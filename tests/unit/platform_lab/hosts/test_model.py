"""The lab's network and the places of its hosts."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab.errors import LabError
from platform_lab.hosts import links, model


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(tmp_path))
    monkeypatch.delenv("PLATFORM_LAB_NETWORK", raising=False)
    return tmp_path


def test_every_host_has_its_fixed_place() -> None:
    assert str(model.machine()) == "172.30.0.1/24"
    assert str(model.cloud().address) == "172.30.0.2/24"
    assert [host.ip for host in model.all_nodes()][:2] == ["172.30.0.11", "172.30.0.12"]


def test_network_that_the_lab_was_made_with_holds_until_another_is_asked_for(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state / "network").write_text("10.9.8.0/24\n")
    assert model.cloud().ip == "10.9.8.2"
    monkeypatch.setenv("PLATFORM_LAB_NETWORK", "10.1.0.0/16")
    assert str(model.node(1).address) == "10.1.0.11/16"


@pytest.mark.parametrize(
    "text", ["172.30.0.0", "172.30.0.0/33", "172.30.0.7/24", "8.8.8.0/24", "172.30.0.0/25", "lab"]
)
def test_unusable_network_is_refused_with_what_to_set(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLATFORM_LAB_NETWORK", text)
    with pytest.raises(LabError, match="lab_network_cidr") as caught:
        model.network()
    assert text in caught.value.what


@pytest.mark.parametrize("number", [0, -1, 10])
def test_impossible_number_of_nodes_is_refused(number: int) -> None:
    with pytest.raises(LabError, match="1 to 9"):
        model.node(number)


def test_labs_with_other_state_folders_have_other_names(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = model.lab_name()
    monkeypatch.setenv("PLATFORM_LAB_STATE", str(state / "other"))
    assert model.lab_name() != first
    # The kernel takes at most 15 characters for a link.
    assert len(links.machine_link()) <= 15


def test_asking_for_a_hosts_place_makes_nothing(state: Path) -> None:
    host = model.node(3)
    assert model.disk(host, "/var/log") == state / "hosts/node3/disk/var/log"
    assert list(state.iterdir()) == []
