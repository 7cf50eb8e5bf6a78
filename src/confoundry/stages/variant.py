"""Reads a variant from the file that `resolve` wrote."""

from dataclasses import dataclass

from confoundry.networks.base import Network
from confoundry.networks.own import OwnNetwork
from confoundry.networks.table import NETWORKS
from confoundry.paths import RESOLVED
from confoundry.settings import parse
from confoundry.stages.resolved import read_entry


@dataclass(frozen=True)
class Variant:
    """A network with its settings, and how it is trained. `TrainingOverrides` describes the training settings."""

    network: Network
    epochs: int
    batch_size: int
    early_stopping: int | None = None
    images: int | float | None = None
    folds: int | None = None


def read_variant(name: str) -> Variant:
    """Return a variant of the study with its settings.

    Raises:
        BadInput: The study has no variant of this name.
    """
    entry = read_entry(RESOLVED / "variants" / f"{name}.json")
    network = entry["network"]
    if ":" in network:
        return Variant(OwnNetwork(builder=network, settings=entry["settings"]), **entry["training"])
    return Variant(parse(NETWORKS[network], entry["settings"], f"variants.{name}"), **entry["training"])
