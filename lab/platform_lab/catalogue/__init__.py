"""The catalogue: the one file that pins every artifact the platform installs."""

from platform_lab.catalogue.load import load
from platform_lab.catalogue.model import Catalogue, Component, Image

__all__ = ["Catalogue", "Component", "Image", "load"]
