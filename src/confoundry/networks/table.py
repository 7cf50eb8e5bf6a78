"""NETWORKS: the names of the networks in params.yaml, and their classes."""

from confoundry.networks.base import Network
from confoundry.networks.cnn import Cnn
from confoundry.networks.lenet import Lenet
from confoundry.networks.mlp import Mlp

NETWORKS: dict[str, type[Network]] = {
    "mlp": Mlp,
    "cnn": Cnn,
    "lenet": Lenet,
}
