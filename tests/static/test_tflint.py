"""tflint over the Terraform code: what nobody uses, or is out of form."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support.artifacts import built

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """What tflint says of a folder and those below it."""
    settings = f"--config={ROOT / '.tflint.hcl'}"
    command = [built("tflint") / "bin" / "tflint", f"--chdir={folder}", "--recursive", settings]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_tflint_finds_nothing() -> None:
    done = lint(ROOT / "terraform")
    assert done.returncode == 0, done.stdout + done.stderr


def test_tflint_finds_what_nobody_uses(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('variable "spare" {\n  type = string\n}\n')
    done = lint(tmp_path)
    assert done.returncode == 2
    assert "terraform_unused_declarations" in done.stdout
