# Copyright: cloudnative.platform contributors
# SPDX-License-Identifier: Apache-2.0
"""One branch of a Git repository, cloned into a folder of its own."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Seconds after which a git command is given up.
TIMEOUT = 300
# What a server says to a push that another one was faster than.
OVERTAKEN = ("[rejected]", "cannot lock ref", "failed to update ref", "incorrect old value")


class GitError(Exception):
    """Git has refused; the message is what it said."""


def git(folder: Path | None, *arguments: str, environ: Mapping[str, str] | None = None) -> str:
    """What git prints.

    Args:
        folder: a folder of the repository; None for none.
        arguments: of git, the command first.
        environ: variables beside those of this process.

    Raises:
        GitError: git cannot be run, or says what is wrong.
    """
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env={**os.environ, **(environ or {}), "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise GitError(f"git could not be run: {error}") from error
    if done.returncode:
        raise GitError(f"git {arguments[0]}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def access(token: str | None) -> dict[str, str]:
    """Variables that let git log in over HTTPS with a token, which no process list shows.

    The user's name is what GitHub and GitLab ignore beside a token.
    """
    quiet = {"GIT_TERMINAL_PROMPT": "0"}
    if not token:
        return quiet
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return quiet | {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraHeader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}",
    }


@dataclass(frozen=True)
class Author:
    """Who commits."""

    name: str
    email: str

    @property
    def environ(self) -> dict[str, str]:
        """Variables that tell git."""
        return {
            f"GIT_{role}_{part}": value
            for role in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", self.name), ("EMAIL", self.email))
        }


@dataclass(frozen=True)
class Branch:
    """A clone of one branch; nothing in it is worth keeping.

    Attributes:
        folder: the working tree.
        name: of the branch.
        environ: variables for git beside those of this process.
    """

    folder: Path
    name: str
    environ: Mapping[str, str]

    @classmethod
    def clone(cls, url: str, name: str, folder: Path, environ: Mapping[str, str]) -> Branch:
        """Clone into ``folder``, which does not exist. Raises GitError."""
        options = ["--quiet", "--no-tags", "--single-branch", f"--branch={name}"]
        git(None, "clone", *options, "--", url, str(folder), environ=environ)
        return cls(folder, name, environ)

    def refresh(self) -> None:
        """Be as the server is now; what was not pushed is gone. Raises GitError."""
        git(self.folder, "fetch", "--quiet", "--no-tags", "origin", self.name, environ=self.environ)
        git(self.folder, "reset", "--quiet", "--hard", "FETCH_HEAD")

    def commit(self, message: str, author: Author) -> str:
        """Commit all changes of tracked files; the commit's id. Raises GitError."""
        words = ["commit", "--quiet", "--all", f"--message={message}"]
        git(self.folder, *words, environ=author.environ)
        return git(self.folder, "rev-parse", "HEAD").strip()

    def push(self) -> bool:
        """Push; False where another push came first. Raises GitError for all else."""
        try:
            target = f"HEAD:refs/heads/{self.name}"
            git(self.folder, "push", "--quiet", "origin", target, environ=self.environ)
        except GitError as error:
            if any(word in str(error) for word in OVERTAKEN):
                return False
            raise
        return True

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether a commit comes before another; False where either is none of this branch's."""
        try:
            git(self.folder, "merge-base", "--is-ancestor", older, newer)
        except GitError:
            return False
        return True
