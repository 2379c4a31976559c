"""Recording digests changes nothing else in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from platform_lab import paths
from platform_lab.catalogue import pin
from platform_lab.errors import LabError

DIGEST = f"sha256:{'0' * 64}"
TEXT = """\
a:
  upstream:
    - url: https://x.org/a   # a comment
      digest: null
    - {url: "https://x.org/a.sig", digest: null, to: b}
  images:
    docker.io/x/a: {tag: 1, digest: null}
    docker.io/x/a-b:
      tag: 1
      digest: null
"""


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("https://x.org/a", 3),
        ("https://x.org/a.sig", 4),
        ("docker.io/x/a", 6),
        ("docker.io/x/a-b", 9),
    ],
)
def test_only_the_entry_itself_changes(key: str, line: int) -> None:
    before, after = TEXT.splitlines(), pin.record(TEXT, key, DIGEST).splitlines()
    changed = [
        number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]
    ]
    assert changed == [line]
    assert DIGEST in after[line]


def test_a_pinned_entry_does_not_take_the_next_ones_place() -> None:
    once = pin.record(TEXT, "https://x.org/a", DIGEST)
    with pytest.raises(LabError, match=r"no open digest for https://x\.org/a"):
        pin.record(once, "https://x.org/a", DIGEST)


def test_everything_open_in_this_catalogue_can_be_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "catalogue.yml"
    text = (paths.project_dir() / "catalogue.yml").read_text()
    file.write_text(text)
    monkeypatch.setattr(pin, "file_digest", lambda url: DIGEST)
    monkeypatch.setattr(pin, "image_digest", lambda reference: DIGEST)
    recorded = pin.pin(file)
    assert len(recorded) == sum(
        pin.UNKNOWN in line and not line.startswith("#") for line in text.splitlines()
    )
    assert pin.unpinned(file.read_text(), "catalogue.yml") == []
    assert file.read_text().replace(f"digest: {DIGEST}", pin.UNKNOWN) == text


def test_a_server_that_is_down_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def ask(url: str) -> str:
        if "coredns" in url:
            raise LabError("no answer")
        return DIGEST

    file = tmp_path / "catalogue.yml"
    file.write_text((paths.project_dir() / "catalogue.yml").read_text())
    monkeypatch.setattr(pin, "file_digest", ask)
    monkeypatch.setattr(pin, "image_digest", ask)
    recorded = pin.pin(file, ["etcd", "coredns"])
    assert [key for key in recorded if "etcd" in key] == recorded != []
    assert "not pinned: no answer" in capsys.readouterr().err
