"""Reads inputs and outputs of the Terraform modules out of variables.tf and outputs.tf.

Both files hold only blocks that ``terraform fmt`` has laid out: a block begins in the first
column and ends with a brace there, its arguments are indented by two blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.M | re.S)
_ARGUMENT = re.compile(r"^  (\w+) += (.*(?:\n(?:    .*|  [\]})].*|))*)", re.M)


@dataclass(frozen=True)
class Item:
    """An input or an output.

    Attributes:
        arguments: its arguments as they are written, by name.
    """

    name: str
    arguments: dict[str, str]

    @property
    def description(self) -> str:
        """What it means, for a cell of a table."""
        return self.arguments["description"].strip('"').replace("|", "\\|")

    def cell(self, argument: str, none: str) -> str:
        """An argument on one line, for a cell of a table; ``none`` where it is not given."""
        if argument not in self.arguments:
            return none
        text = re.sub(r"(?<![{(])\n(?! *[})])", ", ", self.arguments[argument])
        return f"`{' '.join(text.split())}`".replace("|", "\\|")


def items(text: str) -> list[Item]:
    """The variables or outputs of a file, in its order."""
    return [Item(name, _arguments(body)) for _, name, body in _BLOCK.findall(text)]


def page(modules: Path) -> str:
    """One Markdown page for all modules."""
    lines = ["# Terraform modules", ""]
    for folder in sorted(path for path in modules.iterdir() if path.is_dir()):
        lines += [f"## {folder.name}", "", _purpose(folder), ""]
        lines += _inputs(items(_texts(folder, "variable")))
        lines += _outputs(items(_texts(folder, "output")))
    return "\n".join(lines)


def _arguments(body: str) -> dict[str, str]:
    return {name: value.strip() for name, value in _ARGUMENT.findall(body)}


def _texts(folder: Path, kind: str) -> str:
    """All files of a module that hold blocks of a kind, joined."""
    texts = (path.read_text() for path in sorted(folder.glob("*.tf")))
    return "\n".join(text for text in texts if f'\n{kind} "' in f"\n{text}")


def _purpose(folder: Path) -> str:
    """The first paragraph of the module's README, below its title."""
    paragraphs = (folder / "README.md").read_text().split("\n\n")
    return " ".join(paragraphs[1].split())


def _inputs(found: list[Item]) -> Iterator[str]:
    if not found:
        return
    yield from ("| input | type | default | meaning |", "|---|---|---|---|")
    for item in found:
        kind, default = item.cell("type", ""), item.cell("default", "required")
        yield f"| `{item.name}` | {kind} | {default} | {item.description} |"
    yield ""


def _outputs(found: list[Item]) -> Iterator[str]:
    if not found:
        return
    yield from ("| output | meaning |", "|---|---|")
    for item in found:
        yield f"| `{item.name}` | {item.description} |"
    yield ""
