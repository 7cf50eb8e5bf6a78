"""Early stopping: training ends when the loss on the validation images no longer falls."""

import keras


def early_stopping(patience: int | None) -> list[keras.callbacks.Callback]:
    """Return the callback that stops after so many epochs without a smaller loss; none for None."""
    if patience is None:
        return []
    return [keras.callbacks.EarlyStopping("val_loss", mode="min", patience=patience, restore_best_weights=True)]
