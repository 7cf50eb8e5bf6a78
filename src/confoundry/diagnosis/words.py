"""How evidence and remedies say numbers."""

import math

from confoundry.diagnosis.facts import Facts, NetworkFacts
from confoundry.diagnosis.learned import is_classification


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{100 * share:.0f} %"


def score_text(facts: Facts, score: float | None) -> str:
    """Return a score as text: a share of right answers, or R²."""
    if score is None or not math.isfinite(score):
        return "no finite answers"
    return f"{100 * score:.1f} % right" if is_classification(facts) else f"an R² of {score:.2f}"


def counted(number: int, what: str) -> str:
    """Return `1 epoch`, `2 epochs`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def two_digits(rate: float) -> str:
    """Return a rate as Keras takes it, with a decimal point: `0.01`, `1.0`."""
    return repr(float(f"{rate:.2g}"))


def rate_text(network: NetworkFacts) -> str:
    """Return what the learning rate is."""
    which = "the schedule's largest learning rate" if network.scheduled else "the learning rate"
    return f"{which} is {network.learning_rate:g}"


def learning_rate(rate: float) -> str:
    """Return the remedy that sets a learning rate."""
    return f"learning_rate={two_digits(rate)}"
