"""Numbers and settings in words, for evidence and remedies."""

import math

from confoundry.diagnosis.facts import Facts, NetworkFacts
from confoundry.diagnosis.learned import is_classification
from confoundry.wording import counted


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{100 * share:.0f}%"


def score_text(facts: Facts, score: float | None) -> str:
    """Return a score as text: `an accuracy of 91.5%`, or `an R² of 0.83`."""
    if score is None or not math.isfinite(score):
        return "no finite score"
    return f"an accuracy of {100 * score:.1f}%" if is_classification(facts) else f"an R² of {score:.2f}"


def two_digits(rate: float) -> str:
    """Return a rate as a Python float with two significant digits: `0.01`, `1.0`."""
    return repr(float(f"{rate:.2g}"))


def rate_text(network: NetworkFacts) -> str:
    """Return the learning rate as the beginning of a sentence: `The learning rate is 0.01`."""
    which = "The largest learning rate of the schedule" if network.scheduled else "The learning rate"
    return f"{which} is {network.learning_rate:g}"


def described(facts: Facts) -> str:
    """Return what was diagnosed: the size of the network, the samples and the training."""
    data, run = facts.data, facts.run
    held_out = f", {data.held_out:,} held out" if data.held_out else ""
    training = f"{counted(run.epochs, 'epoch')}, batches of {run.batch_size}"
    return f"network with {facts.network.parameters:,} parameters; {data.samples:,} samples{held_out}; {training}."


def learning_rate(rate: float) -> str:
    """Return the remedy that sets a learning rate."""
    return f"learning_rate={two_digits(rate)}"
