"""FAULTS: each mistake by its name. What it may be called was fixed before any threshold was fitted."""

from bench.faults.fault import Fault
from bench.faults.planted.answers import ANSWERS
from bench.faults.planted.data import DATA
from bench.faults.planted.networks import NETWORKS
from bench.faults.planted.training import TRAINING

FAULTS: dict[str, Fault] = DATA | ANSWERS | NETWORKS | TRAINING
