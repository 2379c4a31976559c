"""Where an artifact comes from: the internet, or package registries in the lab."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
GoSum = Annotated[str, Field(pattern=r"^h1:[A-Za-z0-9+/]{43}=$")]
GoVersion = Annotated[str, Field(pattern=r"^v\d+\.\d+\.\d+")]


def _stays_inside(path: str) -> str:
    if not path or path.startswith("/") or ".." in path.split("/"):
        raise ValueError(f"{path!r} has to be a relative path that stays inside its folder")
    return path


# A path inside an artifact, a module or a wheel.
Inside = Annotated[str, AfterValidator(_stays_inside)]


class Strict(BaseModel):
    """A part of the catalogue: unknown keys are errors, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Download(Strict):
    """A file that upstream publishes.

    Attributes:
        url: its address, version included.
        digest: its SHA-256; None until ``make catalogue-pin`` has recorded it.
        to: where it goes in the artifact, for a plain file.
        unpack: for an archive (tar, zip): path in the artifact to path in the archive.
    """

    url: Annotated[str, Field(pattern=r"^https://")]
    digest: Sha256 | None
    to: Inside | None = None
    unpack: dict[Inside, Inside] = {}

    @model_validator(mode="after")
    def _one_target(self) -> Download:
        if (self.to is None) == (not self.unpack):
            raise ValueError("say either 'to' (a plain file) or 'unpack' (an archive)")
        return self


class GoModule(Strict):
    """A Go module; its checksum is the digest, and go refuses anything else."""

    version: GoVersion
    sum: GoSum


class GoSource(Strict):
    """Programs and files from Go modules.

    Attributes:
        modules: module path to version and checksum.
        workspace: folder below lab/go with a go.mod of our own that requires the modules;
            None builds inside the one module's own folder, under its own go.mod.
        programs: binary to package (relative to the module where there is no workspace).
        variables: link-time variables such as versions.
        tags: build tags.
        toolchain: Go release to build with, where the installed one is too old.
        files: path in the artifact to path in the (first) module.
    """

    modules: Annotated[dict[str, GoModule], Field(min_length=1)]
    workspace: str | None = None
    programs: dict[str, str] = {}
    variables: dict[str, str] = {}
    tags: list[str] = []
    toolchain: Annotated[str, Field(pattern=r"^go1\.\d+\.\d+$")] | None = None
    files: dict[Inside, Inside] = {}

    @model_validator(mode="after")
    def _inside_one_module(self) -> GoSource:
        if self.workspace is None and len(self.modules) > 1:
            raise ValueError("several modules need a workspace (a go.mod of their own)")
        return self


class CSource(Strict):
    """A static C program whose source lies in a Go module."""

    module: str
    version: GoVersion
    sum: GoSum
    program: str
    source: Inside
    defines: dict[str, str] = {}


class PypiSource(Strict):
    """Files from a wheel.

    Attributes:
        package: name on the Python package index.
        version: its version there.
        hashes: the wheel's SHA-256, one for each machine type.
        files: path in the artifact to path in the wheel.
    """

    package: str
    version: str
    hashes: Annotated[list[Sha256], Field(min_length=1)]
    files: Annotated[dict[Inside, Inside], Field(min_length=1)]


class DebianSource(Strict):
    """Debian packages, unpacked into ``root/``; apt verifies the archive's signatures.

    Attributes:
        packages: package names, with the libraries that a small Debian lacks.
    """

    packages: Annotated[list[str], Field(min_length=1)]


class RootfsSource(Strict):
    """A small Debian as ``rootfs.tar``; apt verifies the archive's signatures.

    Attributes:
        packages: what it has on top of the essential packages and apt.
    """

    packages: list[str]


class LabSource(Strict):
    """How the lab makes the artifact from package registries.

    Attributes:
        seconds: what it takes on two cores with nothing cached.
    """

    seconds: Annotated[int, Field(gt=0)]
    go: GoSource | None = None
    c: CSource | None = None
    pypi: PypiSource | None = None
    debian: DebianSource | None = None
    rootfs: RootfsSource | None = None

    @model_validator(mode="after")
    def _one_source(self) -> LabSource:
        sources = (self.go, self.c, self.pypi, self.debian, self.rootfs)
        if len([source for source in sources if source]) != 1:
            raise ValueError("name one source: go, c, pypi, debian or rootfs")
        return self
