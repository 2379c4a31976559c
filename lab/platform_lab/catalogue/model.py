"""What catalogue.yml may say: components, their images, and Debian's packages."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from platform_lab.catalogue.sources import Download, LabSource, Sha256, Strict
from platform_lab.errors import LabError

Licence = Annotated[str, Field(min_length=2, description="SPDX expression")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
ImageName = Annotated[str, Field(pattern=r"^[a-z0-9.-]+\.[a-z]+(/[a-z0-9._-]+)+$")]
Tag = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$")]


class Image(Strict):
    """A container image under its upstream name.

    Attributes:
        tag: the upstream tag.
        digest: the upstream manifest; None until ``make catalogue-pin`` has recorded it.
        recipe: folder below lab/images with the Dockerfile that makes the image in the lab;
            None where the image is the component's root file system as it is.
        stand_in: how the lab's image differs from upstream's; empty where it does not.
        seconds: what making and pushing it takes on two cores with nothing cached.
    """

    tag: Tag
    digest: Sha256 | None
    recipe: str | None
    stand_in: str = ""
    seconds: Annotated[int, Field(gt=0)] = 5


class Component(Strict):
    """An upstream product in one version.

    Attributes:
        version: upstream's version, as upstream writes it.
        licence: SPDX expression.
        end_of_life: the day upstream's support ends; None where no day is known.
        end_of_life_reason: why no day is known.
        note: what a reader has to know about this pin.
        tests_only: only tests ask for it; the lab starts without it.
        upstream: what the internet serves.
        lab: how the lab makes it; None where it consists of images only.
        images: image name to image.
    """

    version: Annotated[str, Field(min_length=1)]
    licence: Licence
    end_of_life: date | None
    end_of_life_reason: str = ""
    note: str = ""
    tests_only: bool = False
    upstream: list[Download] = []
    lab: LabSource | None = None
    images: dict[ImageName, Image] = {}

    @model_validator(mode="after")
    def _complete(self) -> Component:
        if self.end_of_life is None and not self.end_of_life_reason:
            raise ValueError("end_of_life is null: say why in end_of_life_reason")
        if self.lab is None and not self.images:
            raise ValueError("nothing comes of it: give it a lab source or images")
        return self

    def digests(self) -> list[str | None]:
        """Of all that upstream publishes of it; None where not recorded."""
        images = [image.digest for image in self.images.values()]
        return [download.digest for download in self.upstream] + images

    def debian_packages(self) -> list[str]:
        """The Debian packages that its lab source asks for."""
        source = self.lab and (self.lab.debian or self.lab.rootfs)
        return source.packages if source else []


class Debian(Strict):
    """The Debian release that the lab's base images come from.

    Attributes:
        machine: packages that the lab needs on the machine itself.
        packages: package to licence: every package that anything of ours asks apt for.
    """

    suite: Name
    version: str
    end_of_life: date
    machine: list[str] = []
    packages: dict[str, Licence]


class Catalogue(Strict):
    """Everything that the platform may install.

    Attributes:
        terraform_providers: address to licence; terraform/ constrains their versions.
    """

    debian: Debian
    terraform_providers: dict[str, Licence]
    components: dict[Name, Component]

    @model_validator(mode="after")
    def _consistent(self) -> Catalogue:
        if unknown := set(self.debian.machine) - set(self.debian.packages):
            raise ValueError(f"debian.machine: not under packages: {', '.join(sorted(unknown))}")
        owners: dict[str, str] = {}
        for name, component in self.components.items():
            for image in component.images:
                if image in owners:
                    raise ValueError(f"image {image} is made by {owners[image]} and by {name}")
                owners[image] = name
            unknown = set(component.debian_packages()) - set(self.debian.packages)
            if unknown:
                raise ValueError(f"{name}: not under debian.packages: {', '.join(sorted(unknown))}")
        return self

    def component(self, name: str, version: str | None = None) -> Component:
        """The component of that name.

        Raises:
            LabError: the catalogue does not have it, or has another version.
        """
        if name not in self.components:
            raise LabError(
                f"unknown component {name!r}",
                hint=f"catalogue.yml has: {', '.join(sorted(self.components))}",
            )
        found = self.components[name]
        if version not in (None, found.version):
            raise LabError(
                f"unknown version {version!r} of {name}",
                hint=f"catalogue.yml pins {found.version}",
            )
        return found

    def images(self) -> dict[str, Image]:
        """Every image by its name, in the order of the file."""
        return {name: image for c in self.components.values() for name, image in c.images.items()}

    def image(self, name: str) -> Image:
        """The image of that name.

        Raises:
            LabError: the catalogue does not have it.
        """
        images = self.images()
        if name not in images:
            raise LabError(f"unknown image {name!r}", f"catalogue.yml has: {', '.join(images)}")
        return images[name]

    def reference(self, name: str) -> str:
        """``name:tag`` of an image, as manifests write it."""
        return f"{name}:{self.image(name).tag}"
