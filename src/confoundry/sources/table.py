"""SOURCES: the name of each source in params.yaml, and its class."""

from confoundry.sources.base import Source
from confoundry.sources.idx import Idx
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.sources.npz import Npz

SOURCES: dict[str, type[Source]] = {
    "idx": Idx,
    "mnist-5k": Mnist5k,
    "npz": Npz,
}
