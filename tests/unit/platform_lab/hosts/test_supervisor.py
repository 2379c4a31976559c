"""supervisord reads back exactly what a program was described as."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from supervisor.options import ServerOptions  # type: ignore[import-untyped]

from platform_lab.errors import LabError
from platform_lab.hosts import supervisor
from platform_lab.hosts.model import Program

WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=20)


def read_back(folder: Path, program: Program) -> object:
    """The program as supervisord's own parser understands the rendered files."""
    (folder / "conf.d").mkdir(exist_ok=True)
    (folder / "conf.d" / "it.conf").write_text(supervisor.render_program(program))
    daemon = supervisor.render_daemon(folder, open_files=256)
    # Only the log's place differs: this test must not write to the machine's /var/log.
    (folder / "supervisord.conf").write_text(daemon.replace("/var/log", str(folder)))
    options = ServerOptions()
    options.realize(args=["-c", str(folder / "supervisord.conf")])
    (group,) = options.process_group_configs
    (process,) = group.process_configs
    return process


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("supervisor")


@given(words=st.lists(WORDS, min_size=1, max_size=4), value=WORDS)
def test_words_and_values_survive_or_are_refused(
    folder: Path, words: list[str], value: str
) -> None:
    program = Program("it", ["/bin/echo", *words], {"SECRET": value})
    try:
        process = read_back(folder, program)
    except LabError:
        return
    assert shlex.split(process.command) == ["/bin/echo", *words]  # type: ignore[attr-defined]
    assert process.environment == {"SECRET": value}  # type: ignore[attr-defined]


def test_percent_signs_and_blanks_are_kept(folder: Path) -> None:
    program = Program("it", ["/bin/date", "+%s %(x)s", "a b"], {"A": "50%, b", "B": "x=y"})
    process = read_back(folder, program)
    assert process.command == "/bin/date '+%s %(x)s' 'a b'"  # type: ignore[attr-defined]
    assert process.environment == {"A": "50%, b", "B": "x=y"}  # type: ignore[attr-defined]


def test_program_restarts_and_takes_its_children_along(folder: Path) -> None:
    process = read_back(folder, Program("it", ["/bin/true"], autostart=False))
    assert process.autostart is False  # type: ignore[attr-defined]
    assert process.killasgroup is True  # type: ignore[attr-defined]
    assert process.stdout_logfile == "/var/log/it.log"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "program",
    [
        Program("a b", ["/bin/true"]),
        Program("../x", ["/bin/true"]),
        Program("x", ["/bin/sh", "-c", "a\nb"]),
        Program("x", ["/bin/sh", "-c", "a ; b"]),
        Program("x", ["/bin/true"], {"A": "two\nlines"}),
        Program("x", ["/bin/true"], {"A": "'quoted'"}),
    ],
)
def test_what_supervisord_cannot_keep_is_refused(program: Program) -> None:
    with pytest.raises(LabError):
        supervisor.render_program(program)
