"""Downloads from a server on this machine: only what has the pinned digest gets in."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from platform_lab.build import upstream
from platform_lab.build.upstream import Source
from platform_lab.catalogue.sources import Download
from platform_lab.errors import LabError

DIGEST = f"sha256:{'0' * 64}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Address of a web server over ``tmp_path/www``."""
    (tmp_path / "www").mkdir()
    handler = partial(QuietHandler, directory=tmp_path / "www")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{web.server_port}"
        web.shutdown()
        thread.join()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def download(url: str, digest: str | None) -> Download:
    # The catalogue takes https only; this server has no certificate.
    return Download.model_construct(url=url, digest=digest, to="bin/tool", unpack={})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    (tmp_path / "www/tool").write_text("program")
    made = tmp_path / "target"
    made.mkdir()
    return made


def test_the_pinned_file_is_installed(server: str, target: Path) -> None:
    digest = f"sha256:{hashlib.sha256(b'program').hexdigest()}"
    upstream.install("tool", [download(f"{server}/tool", digest)], target)
    assert (target / "bin/tool").read_text() == "program"
    assert (target / "bin/tool").stat().st_mode & 0o100
    assert [path.name for path in target.iterdir()] == ["bin"]


@pytest.mark.parametrize("digest", [DIGEST, None])
def test_any_other_file_is_refused(server: str, target: Path, digest: str | None) -> None:
    with pytest.raises(LabError, match=r"has the digest sha256:.* but catalogue\.yml pins"):
        upstream.install("tool", [download(f"{server}/tool", digest)], target)
    assert list(target.iterdir()) == []


def test_a_missing_file_is_told(server: str, target: Path) -> None:
    with pytest.raises(LabError, match=r"none cannot be downloaded: .*404"):
        upstream.install("tool", [download(f"{server}/none", DIGEST)], target)


@pytest.mark.parametrize(
    ("digests", "source", "online", "taken"),
    [
        ([DIGEST], "auto", True, True),
        ([DIGEST], "auto", False, False),
        ([DIGEST], "upstream", False, True),
        ([DIGEST], "build", True, False),
        ([None], "auto", True, False),
        ([DIGEST, None], "auto", True, False),
        ([], "auto", True, False),
        ([], "upstream", True, False),
        ([None], "build", True, False),
    ],
)
def test_where_something_is_taken_from(
    monkeypatch: pytest.MonkeyPatch,
    digests: list[str | None],
    source: Source,
    online: bool,
    taken: bool,
) -> None:
    monkeypatch.setattr(upstream, "online", lambda host: online)
    assert upstream.taken("tool", digests, "example.org", source) is taken


def test_upstream_without_a_digest_is_refused() -> None:
    with pytest.raises(LabError, match=r"its digest is not pinned.*make catalogue-pin"):
        upstream.taken("tool", [DIGEST, None], "example.org", "upstream")


def test_the_internet_is_not_asked_for_what_has_no_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(host: str) -> bool:
        raise AssertionError(f"asked {host}")

    monkeypatch.setattr(upstream, "online", ask)
    assert not upstream.taken("tool", [None], "example.org", "auto")
