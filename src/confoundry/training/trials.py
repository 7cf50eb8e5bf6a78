"""The length and the learning rates of the short trials that continue a finished training."""

FACTORS = (1.0, 10.0)  # on the learning rate: more of the same, and faster
SHARE = 1 / 8  # of the epochs
STEPS = 200  # that a trial has at least, but for trainings that have fewer: fewer show nothing


def trial_epochs(epochs: int, *, samples: int, batch_size: int) -> int:
    """Return how many epochs a trial has after a training of so many."""
    steps = -(-samples // batch_size)
    return min(epochs, max(1, round(SHARE * epochs), -(-STEPS // steps)))
