"""How often answers name the class of the shown value instead of the object's class."""

import numpy as np

from confoundry.evaluation.estimates import Estimates, ratio
from confoundry.evaluation.outcomes import Outcome


def pull(outcome: Outcome) -> Estimates:
    """Return how much more often a value's class is answered when that value is shown than when another one is.

    The mean over n and v ∈ V, v ≠ a(y), of 1[a(ŷ(n,v)) = v] − mean over v′ ∈ V, v′ ≠ v, of 1[a(ŷ(n,v′)) = v]. With
    m = |V|, F the v that are followed and T the v′ ∈ V whose answer is the class of some value but a(y), T − F of the
    answers name a value that is not shown, so that the image's mean is (F − (T − F)/(m − 1))/(m − 1).
    """
    used = outcome.in_use.sum(axis=1)[:, None]
    others = np.where(used > 1, used - 1, 1)
    followed = outcome.followed.sum(axis=2)
    named = (outcome.said >= 0) & (outcome.said != outcome.own[..., None]) & outcome.in_use[:, None, :]
    elsewhere = (named.sum(axis=2) - followed) / others
    counts = (outcome.own >= 0) & (used > 1)
    return ratio(outcome, np.where(counts, (followed - elsewhere) / others, 0.0), counts)


def follow_rate(outcome: Outcome) -> Estimates:
    """Return the share of pairs (n, v ∈ V, v ≠ a(y)) in which the class of v is answered."""
    return ratio(outcome, outcome.followed.sum(axis=2), outcome.rival.sum(axis=2))


def cue_share(outcome: Outcome) -> Estimates:
    """Return followed / (followed + right) over the same pairs (decided answers only: Geirhos et al. 2019)."""
    followed = outcome.followed.sum(axis=2)
    return ratio(outcome, followed, followed + (outcome.right & outcome.rival).sum(axis=2))
