"""How the built-in networks are compiled: output activation, loss and optimizer."""

from __future__ import annotations

from abc import ABC
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from confoundry.networks.base import Network

if TYPE_CHECKING:
    import keras

MOMENTUM = "momentum"  # not an optimizer of Keras: SGD with momentum


class Compiled(Network, ABC):
    """Base class of the built-in networks.

    Attributes:
        output_activation: Keras' name of the output activation.
        loss: Keras' name of the loss. All but the first convert the classes to one-hot labels.
        from_logits: Whether the loss treats the scores as logits. Mean squared error ignores this.
        optimizer: Keras' name of the optimizer, or `momentum`: SGD with momentum.
        learning_rate: The learning rate; null: Keras' default for the optimizer.
        momentum: The momentum of the optimizer `momentum`.
        weight_decay: The weight decay; null: Keras' default.
        clip_norm: Largest norm of each gradient; null: no clipping.
    """

    output_activation: Literal["softmax", "sigmoid", "relu", "linear", "tanh"] = "softmax"
    loss: Literal["sparse_categorical_crossentropy", "mean_squared_error", "binary_crossentropy"] = (
        "sparse_categorical_crossentropy"
    )
    from_logits: bool = False
    optimizer: Literal["adam", "adamw", "sgd", "momentum", "rmsprop"] = "adam"
    learning_rate: float | None = Field(default=None, gt=0)
    momentum: float = Field(default=0.9, gt=0, lt=1)
    weight_decay: float | None = Field(default=None, ge=0)
    clip_norm: float | None = Field(default=None, gt=0)

    def compiled(self, model: keras.Model) -> keras.Model:
        """Compile a model and return it."""
        model.compile(optimizer=self._optimizer(), loss=self._loss())
        return model

    def _optimizer(self) -> Any:
        """Return the optimizer; only its name if nothing is set, so that the bytes of model files stay the same."""
        import keras

        given = {"learning_rate": self.learning_rate, "weight_decay": self.weight_decay, "clipnorm": self.clip_norm}
        config = {name: value for name, value in given.items() if value is not None}
        if self.optimizer == MOMENTUM:
            return keras.optimizers.get({"class_name": "sgd", "config": config | {"momentum": self.momentum}})
        return keras.optimizers.get({"class_name": self.optimizer, "config": config}) if config else self.optimizer

    def _loss(self) -> Any:
        import keras

        if self.loss == "sparse_categorical_crossentropy":
            return keras.losses.SparseCategoricalCrossentropy(from_logits=True) if self.from_logits else self.loss
        from confoundry.networks.one_hot_losses import OneHotBinaryCrossentropy, OneHotMeanSquaredError

        if self.loss == "binary_crossentropy":
            return OneHotBinaryCrossentropy(from_logits=self.from_logits)
        return OneHotMeanSquaredError()
