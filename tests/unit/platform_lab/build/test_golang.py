"""How a Go source is built: names, flags, environment, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from platform_lab.build import golang, shell
from platform_lab.catalogue.sources import GoModule, GoSource
from platform_lab.errors import LabError

SUM = f"h1:{'a' * 43}="


def source(**changes: Any) -> GoSource:
    modules = {"example.org/tool/v2": {"version": "v2.0.0", "sum": SUM}}
    return GoSource.model_validate({"modules": modules} | changes)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("./cmd/registry", "registry"),
        ("go.etcd.io/etcd/server/v3", "server"),
        ("k8s.io/kubernetes/cmd/kubeadm", "kubeadm"),
        (".", "provisioner"),
        ("./v2tool", "v2tool"),
    ],
)
def test_programs_are_found_under_the_name_go_gives_them(
    tmp_path: Path, package: str, name: str
) -> None:
    (tmp_path / "go.mod").write_text("module example.org/provisioner/v2 // comment\n\ngo 1.26\n")
    assert golang.binary_name(package, tmp_path) == name


def test_versions_go_to_the_linker() -> None:
    assert golang.link_flags(source(variables={"a/b.c": "v1", "d.e": "2"})) == (
        "-s -w -X a/b.c=v1 -X d.e=2"
    )


def test_go_works_in_caches_of_its_own(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOFLAGS", "-mod=vendor")
    monkeypatch.setenv("GOWORK", "/somewhere/go.work")
    made = golang.environment()
    assert made["GOMODCACHE"] == str(cache / "go/mod")
    assert made["GOCACHE"] == str(cache / "go/build")
    assert made["GOFLAGS"] == "-buildvcs=false"
    assert (made["GOWORK"], made["GOTOOLCHAIN"], made["CGO_ENABLED"]) == ("off", "local", "0")
    assert golang.environment("go1.27.3")["GOTOOLCHAIN"] == "go1.27.3"


def test_a_module_with_another_checksum_is_refused(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"Sum": f"h1:{'b' * 43}=", "Dir": "/x"}
    monkeypatch.setattr(shell, "output", lambda argv, env: json.dumps(answer))
    module = GoModule(version="v2.0.0", sum=SUM)
    with pytest.raises(LabError, match=r"has the checksum h1:bbb.*catalogue\.yml pins h1:aaa"):
        golang.module_folder("example.org/refused/v2", module)


def test_a_missing_workspace_is_told() -> None:
    with pytest.raises(LabError, match=r"lab/go/nowhere/go\.mod is missing"):
        golang.workspace(source(workspace="nowhere"))


def test_a_module_may_be_taken_as_it_is(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, target = tmp_path / "module", tmp_path / "target"
    (module / "bin").mkdir(parents=True)
    (module / "bin" / "go").write_text("program")
    target.mkdir()
    answer = {"Sum": SUM, "Dir": str(module)}
    golang.module_folder.cache_clear()
    monkeypatch.setattr(shell, "output", lambda argv, env: json.dumps(answer))
    monkeypatch.setattr(shell, "logged", lambda *_, **__: pytest.fail("something was compiled"))
    taken = source(files={"go": "."})
    golang.fetch("toolchain", taken)
    golang.build("toolchain", taken, target)
    assert (target / "go" / "bin" / "go").read_text() == "program"
    golang.module_folder.cache_clear()


def test_an_installed_newer_toolchain_is_not_asked_for_another() -> None:
    assert golang.release(source(toolchain="go1.27.3")) == "go1.27.3"
