"""The result of a cross-validation: the mean over folds and their spread.

The spread is not a standard error: the folds' models share most of their training images, so there is no unbiased
estimate of the mean's variance (Bengio and Grandvalet, 2004). It shows how much depends on one split of the images.
"""

import pandas as pd


def folds_entry(folds: pd.DataFrame) -> dict[str, float | int]:
    """Return for the headline the number of folds, their mean accuracy, standard deviation, lowest and highest.

    Args:
        folds: The table of that name.
    """
    accuracy = folds["accuracy"]
    numbers = {"mean": accuracy.mean(), "sd": accuracy.std(ddof=1), "low": accuracy.min(), "high": accuracy.max()}
    return {"folds": len(folds)} | {name: round(float(number), 4) for name, number in numbers.items()}
