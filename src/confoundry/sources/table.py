"""SOURCES: each source's class, by its name in params.yaml."""

from confoundry.sources.base import Source
from confoundry.sources.idx import Idx
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.sources.npz import Npz

SOURCES: dict[str, type[Source]] = {
    "idx": Idx,
    "mnist-5k": Mnist5k,
    "npz": Npz,
}
