"""From settings to a compiled network: architecture, optimizer, loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.faults.architectures import ARCHITECTURES
from bench.faults.datasets import DATASETS
from bench.faults.settings import Settings

if TYPE_CHECKING:
    import keras

LOSSES = {
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
}  # those that may take scores
CLASSES = {
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "Nadam",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
}


def built(settings: Settings) -> keras.Model:
    """Return the network, compiled; its weights come from Keras' global seed."""
    data = DATASETS[settings.dataset]
    model = ARCHITECTURES[settings.architecture].build(data.shape, settings)
    metrics = [] if data.task == "regression" else ["accuracy"]
    model.compile(optimizer=_optimizer(settings), loss=_loss(settings), metrics=metrics)
    return model


def _optimizer(settings: Settings) -> keras.optimizers.Optimizer:
    import keras

    more: dict[str, Any] = {}
    if settings.optimizer == "sgd":
        more["momentum"] = settings.momentum
    if settings.optimizer == "adamw":
        more["weight_decay"] = settings.decay
    return getattr(keras.optimizers, CLASSES[settings.optimizer])(learning_rate=settings.rate, **more)


def _loss(settings: Settings) -> Any:
    import keras

    if not settings.from_logits:
        return settings.loss
    return getattr(keras.losses, LOSSES[settings.loss])(from_logits=True)
