"""Taking files out of folders and archives."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from platform_lab.build.files import copy_files, unpack
from platform_lab.errors import LabError


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "chart/templates").mkdir(parents=True)
    (folder / "chart/templates/a.yaml").write_text("a")
    (folder / "tool").write_text("program")
    # As in Go's module cache.
    (folder / "tool").chmod(0o444)
    return folder


def test_files_and_folders_are_copied_to_their_places(content: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    copy_files(content, {"bin/tool": "tool", "chart": "chart", "files/x": "tool"}, target)
    assert (target / "chart/templates/a.yaml").read_text() == "a"
    assert (target / "bin/tool").stat().st_mode & 0o777 == 0o755
    assert (target / "files/x").stat().st_mode & 0o777 == 0o644


def test_what_is_not_there_is_told(content: Path, tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"content does not contain charts, which catalogue\.yml"):
        copy_files(content, {"chart": "charts"}, tmp_path)


def test_tar_and_zip_are_unpacked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tgz", "w:gz") as packed:
        add(packed, "sub/file")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("sub/file", "x")
    for name in ("a.tgz", "a.zip"):
        unpack(tmp_path / name, tmp_path / f"{name}.out")
        assert (tmp_path / f"{name}.out/sub/file").read_text() == "x"


@pytest.mark.parametrize("name", ["../outside", "/absolute/outside"])
def test_a_hostile_archive_writes_nothing_outside(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as packed:
        add(packed, name)
    if name.startswith("/"):
        unpack(tmp_path / "a.tar", tmp_path / "deep/out")
        assert (tmp_path / "deep/out" / name.lstrip("/")).is_file()
    else:
        with pytest.raises(LabError, match=r"a\.tar cannot be unpacked"):
            unpack(tmp_path / "a.tar", tmp_path / "deep/out")
    assert not (tmp_path / "deep/outside").exists()


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_text("<html>not found</html>")
    with pytest.raises(LabError, match=r"a\.tgz cannot be unpacked"):
        unpack(tmp_path / "a.tgz", tmp_path / "out")


def add(packed: tarfile.TarFile, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = 1
    packed.addfile(member, io.BytesIO(b"x"))
