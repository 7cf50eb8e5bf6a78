"""Healthy programs: each data set × architecture with several optimizers, batch sizes and ways to answer."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from bench.faults.architectures import ARCHITECTURES
from bench.faults.datasets import DATASETS
from bench.faults.settings import Settings
from confoundry.diagnosis.facts import Task
from confoundry.keys import key

LEFT_OUT = (("diabetes", "mlp_bn"), ("noisy", "mlp_deep"))  # they over-fit with every recipe
PER_PAIR = 3  # healthy programs of a data set × architecture

OPTIMIZERS: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": "adam", "rate": 0.003},
    "adamw": {"optimizer": "adamw", "rate": 0.003, "decay": 0.004},
    "nadam": {"optimizer": "nadam", "rate": 0.002},
    "rmsprop": {"optimizer": "rmsprop", "rate": 0.002},
    "momentum": {"optimizer": "sgd", "rate": 0.02, "momentum": 0.9},
}
BATCH_SIZES = (16, 32, 64)
_BINARY = {"loss": "binary_crossentropy", "outputs": 1}
HEADS: dict[Task, dict[str, dict[str, Any]]] = {
    "multiclass": {
        "index": {"output_activation": "softmax", "loss": "sparse_categorical_crossentropy", "labels": "index"},
        "one_hot": {"output_activation": "softmax", "loss": "categorical_crossentropy", "labels": "one_hot"},
        "logits": {"from_logits": True, "loss": "sparse_categorical_crossentropy", "labels": "index"},
    },
    "binary": {
        "sigmoid": _BINARY | {"output_activation": "sigmoid", "labels": "index"},
        "column": _BINARY | {"output_activation": "sigmoid", "labels": "column"},
        "logit": _BINARY | {"from_logits": True, "labels": "column"},
        "two": {"output_activation": "softmax", "loss": "sparse_categorical_crossentropy", "labels": "index"},
    },
    "multilabel": {
        "rows": {"output_activation": "sigmoid", "loss": "binary_crossentropy", "labels": "rows"},
        "row_logits": {"from_logits": True, "loss": "binary_crossentropy", "labels": "rows"},
    },
    "regression": {
        "squared": {"loss": "mean_squared_error"},
        "absolute": {"loss": "mean_absolute_error"},
        "huber": {"loss": "huber"},
    },
}


def pairs() -> list[tuple[str, str]]:
    """Return each data set with each architecture that takes it, but for those left out."""
    every = [pair for pair in product(DATASETS, ARCHITECTURES) if pair not in LEFT_OUT]
    return [(data, network) for data, network in every if DATASETS[data].kind == ARCHITECTURES[network].kind]


def twins(dataset: str, architecture: str) -> dict[str, Settings]:
    """Return the healthy programs of a pair by name: no two share an optimizer, nor a head while there are others."""
    heads = HEADS[DATASETS[dataset].task]
    ranked = sorted(product(OPTIMIZERS, BATCH_SIZES, heads), key=lambda it: key("faults", dataset, architecture, *it))
    taken: list[tuple[str, int, str]] = []
    for one in ranked:
        used = {head for _, _, head in taken}
        fresh = one[2] not in used or len(used) == len(heads)
        if fresh and one[0] not in {optimizer for optimizer, _, _ in taken} and len(taken) < PER_PAIR:
            taken.append(one)
    return {
        f"{dataset}-{architecture}-{optimizer}-{batch}-{head}": _healthy(dataset, architecture, optimizer, batch, head)
        for optimizer, batch, head in taken
    }


def _healthy(dataset: str, architecture: str, optimizer: str, batch_size: int, head: str) -> Settings:
    data, network = DATASETS[dataset], ARCHITECTURES[architecture]
    chosen = OPTIMIZERS[optimizer]
    steps = data.steps * network.steps * math.sqrt(32 / batch_size)
    answers = {"outputs": data.classes} | HEADS[data.task][head]
    given: dict[str, Any] = {"dataset": dataset, "architecture": architecture, **network.settings, **chosen, **answers}
    given |= data.careful | (network.careful if data.careful else {})
    given["rate"] = chosen["rate"] * network.rate
    given |= {"batch_size": batch_size, "epochs": max(10, round(steps * batch_size / data.train))}
    return Settings(**given)
