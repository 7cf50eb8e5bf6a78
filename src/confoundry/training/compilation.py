"""The parts of a model that a compiled step depends on: if one of them is replaced, the step is compiled again."""

import keras


class Compilation:
    """The optimizer, the loss, the metrics and the trainable variables, compared by identity.

    Args:
        model: A compiled model. Keras makes new metrics each time that it is compiled.
    """

    def __init__(self, model: keras.Model) -> None:
        self._parts = (model.optimizer, model.loss, *model.metrics, *model.trainable_variables)

    def __eq__(self, other: object) -> bool:
        """Return whether all parts are the same objects."""
        if not isinstance(other, Compilation) or len(self._parts) != len(other._parts):
            return False
        return all(one is another for one, another in zip(self._parts, other._parts, strict=True))

    __hash__ = None  # pyright: ignore[reportAssignmentType]
