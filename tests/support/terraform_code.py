"""A copy of the Terraform code to run terraform in, so that the checkout stays as it is."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TERRAFORM = ROOT / "terraform"
MIRROR = (
    ROOT / "collections/ansible_collections/cloudnative/platform/plugins/module_utils"
    "/_terraform/mirror.py"
)


class TerraformCode:
    """The copy, with providers from where role infrastructure gets them.

    Args:
        folder: an empty folder for the copy and terraform's configuration.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "terraform"
        shutil.copytree(TERRAFORM, self.folder, ignore=shutil.ignore_patterns(".terraform"))
        self.environ = os.environ | {"CHECKPOINT_DISABLE": "1", "AWS_EC2_METADATA_DISABLED": "true"}
        spec = importlib.util.spec_from_file_location("mirror", MIRROR)
        assert spec and spec.loader
        mirror = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(mirror)
        found = mirror.find_mirror(os.environ)
        if found or not mirror.own_configuration(os.environ):
            configuration = folder / "terraform.tfrc"
            configuration.write_text(mirror.cli_configuration(found))
            self.environ["TF_CLI_CONFIG_FILE"] = str(configuration)

    def run(self, folder: str, *arguments: str) -> str:
        """What terraform prints in a folder of the copy; a failure shows it.

        Args:
            folder: below terraform/, for example modules/eks.
            arguments: of terraform.
        """
        done = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder / folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def init(self, folder: str, *arguments: str) -> None:
        """Prepare a folder without its backend: no state is read or written."""
        self.run(folder, "init", "-backend=false", "-no-color", *arguments)
