"""Does a variant answer from the shortcut? The verdict and, if it is undecided or failed to train, the reason."""

from dataclasses import dataclass

from confoundry.alignments import CONTROL
from confoundry.evaluation.estimates import Estimates, difference
from confoundry.evaluation.judge import (
    CONFIDENCE,
    DISTRACTED,
    FOLLOWS,
    IGNORES,
    LEANS,
    UNDECIDED,
    judge,
)
from confoundry.evaluation.metric import Arms
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.table import EXCESS_PULL, PLAIN, SHORTCUT_COST, UNBIASED
from confoundry.evaluation.undecided import why_undecided
from confoundry.statistics.crossed import FEWEST

TRAINED = "trained"
FAILED = "failed to train"
HIDDEN = "confound hides the object"
VERDICTS = (FAILED, HIDDEN, FOLLOWS, LEANS, IGNORES, DISTRACTED, UNDECIDED, TRAINED)


@dataclass(frozen=True)
class Verdict:
    """A verdict, and for `undecided` and `failed to train` the reason."""

    word: str
    reason: str = ""


def verdict(arms: Arms, alignment: str, limits: LimitSettings, plain: Estimates | None = None) -> Verdict:
    """Return the verdict on one confound × variant; if nothing is planted, whether it trained.

    Args:
        arms: The variant's outcomes.
        alignment: The alignment at which the verdict is given.
        limits: Section `limits` of params.yaml.
        plain: The same variant's plain accuracy with nothing planted. Without it, `confound hides the object` cannot be
            found.
    """
    if why := _why_failed(arms, alignment):
        return Verdict(FAILED, why)
    if nothing_planted(arms):
        return Verdict(TRAINED)
    if plain is not None and _hidden(arms, plain, limits):
        return Verdict(HIDDEN)
    missing = [arm for arm in (CONTROL, alignment) if arm not in arms]
    if missing:
        return Verdict(UNDECIDED, f"alignment {missing[0]} is not in the study")
    return _from_limits(arms, alignment, limits)


def nothing_planted(arms: Arms) -> bool:
    """Return whether the confound has one value only, and so changes nothing."""
    return all(outcome.levels < 2 for outcome in arms.values())


def plain_estimates(arms: Arms) -> Estimates | None:
    """Return the plain accuracy of the control arm in each replicate."""
    return PLAIN.estimates(arms, CONTROL)


def _from_limits(arms: Arms, alignment: str, limits: LimitSettings) -> Verdict:
    pull, cost = EXCESS_PULL.estimates(arms, alignment), SHORTCUT_COST.estimates(arms, alignment)
    if pull is None or cost is None or not pull.crossed().replicates:
        return Verdict(UNDECIDED, "fewer than two classes have a value of the shortcut")
    pulled, lost = pull.crossed(), cost.crossed()
    if not (pulled.resolved and lost.resolved):
        return Verdict(UNDECIDED, f"fewer than {FEWEST} training seeds")
    word = judge(pulled, lost, limits)
    return Verdict(word, why_undecided(pulled, lost, limits) if word == UNDECIDED else "")


def _why_failed(arms: Arms, alignment: str) -> str:
    """Say where more than half of the training seeds failed, in the control or at the alignment; empty if nowhere."""
    for arm in (CONTROL, alignment):
        if arm in arms and (failed := arms[arm].failed).mean() > 0.5:
            where = "" if nothing_planted(arms) else " in the control" if arm == CONTROL else f" at {arm}"
            return f"{int(failed.sum())} of {len(failed)} training seeds ended without a working model{where}"
    return ""


def _hidden(arms: Arms, plain: Estimates, limits: LimitSettings) -> bool:
    """Return whether the control arm's accuracy is confidently lower than the accuracy with nothing planted.

    The two have different random draws, so pairing replicates by number is arbitrary: valid, but without benefit.
    """
    unbiased = UNBIASED.estimates(arms, CONTROL)
    return unbiased is not None and difference(plain, unbiased).crossed().limits(CONFIDENCE)[0] > limits.hidden
