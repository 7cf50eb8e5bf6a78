"""How much the shortcut's value changes answers and probabilities, in whatever direction."""

import numpy as np

from confoundry.evaluation.estimates import Estimates, estimates, ratio
from confoundry.evaluation.outcomes import Bools, Floats, Outcome

CONSTANT = 1e-8  # variance of the probabilities, summed over classes, below which they count as constant


def flip_rate(outcome: Outcome) -> Estimates:
    """Return the mean over images and pairs of values of whether the two answers differ."""
    pairs = outcome.levels * (outcome.levels - 1) / 2
    ordered = np.sort(outcome.answers, axis=2)
    # In a sorted row, an answer equals as many earlier ones as it is places into its run: that counts equal pairs.
    places = np.arange(outcome.levels)
    starts = np.where(np.diff(ordered, axis=2, prepend=-1) != 0, places, 0)
    equal = (places - np.maximum.accumulate(starts, axis=2)).sum(axis=2)
    return ratio(outcome, 1 - equal / pairs, np.ones(outcome.plain.shape))


def any_flip(outcome: Outcome) -> Estimates:
    """Return the share of images whose answer changes under at least one value."""
    changes = (outcome.answers != outcome.answers[..., :1]).any(axis=2)
    return ratio(outcome, changes, np.ones(outcome.plain.shape))


def effect(outcome: Outcome) -> Estimates:
    """Return the mean over images and pairs of values of ½‖P[n, v] − P[n, v′]‖₁."""
    return ratio(outcome, outcome.effect, np.ones(outcome.plain.shape))


def sensitivity(outcome: Outcome) -> Estimates:
    """Return the total-effect index Σ_c mean_n Var_v P / Σ_c Var_{n,v} P (Homma & Saltelli 1996; Lamboni 2011)."""
    spread = _spread(outcome)
    values = outcome.within.mean(axis=1) / spread
    influences = (outcome.within - values[:, None] * outcome.spread) / spread[:, None]
    return estimates(outcome, values, influences, _all(outcome))


def sensitivity_main(outcome: Outcome) -> Estimates:
    """Return the first-order index Σ_c Var_v mean_n P / Σ_c Var_{n,v} P.

    The numerator is a mean over pairs of images, so an image's influence on it is twice its own share.
    """
    spread, main = _spread(outcome), outcome.main.mean(axis=1)
    values = main / spread
    own = 2 * (outcome.main - main[:, None]) - values[:, None] * (outcome.spread - spread[:, None])
    return estimates(outcome, values, own / spread[:, None], _all(outcome))


def _spread(outcome: Outcome) -> Floats:
    """Return the probabilities' variance over images and values (R,); NaN where they are practically constant."""
    spread = outcome.spread.mean(axis=1)
    return np.where(spread < CONSTANT, np.nan, spread)


def _all(outcome: Outcome) -> Bools:
    return np.ones(len(outcome.labels), bool)
