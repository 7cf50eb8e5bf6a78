"""A learning rate that is too high."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, Trial
from confoundry.diagnosis.learned import diverged, fallen_short, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import of_layer, slower_trial, trial, weighted
from confoundry.diagnosis.symptoms.consequences import OF_SPEED
from confoundry.diagnosis.symptoms.more_training import gained
from confoundry.diagnosis.usual_rates import usual_rate, usual_rates
from confoundry.diagnosis.words import learning_rate, percent, rate_text, two_digits
from confoundry.wording import counted

ABOVE = 1.5  # times the largest usual rate; anything below that is not unusual


def too_fast(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find a learning rate with which the loss jumps or is not finite."""
    rate, above = facts.network.learning_rate, _above(facts)
    signs = list(_signs(facts, limits))
    confidence = sum(weight for weight, _ in signs)
    if confidence > (0.45 if above else 0.6):
        yield Cause(
            "learning_rate_high",
            min(confidence, 0.92),
            " ".join(text for _, text in signs if text),
            learning_rate(min(rate / 10, usual_rate(facts.network)) if above else rate / 10),
            symptoms=OF_SPEED,
        )


def _signs(facts: Facts, limits: Limits) -> Iterator[tuple[float, str]]:
    """Yield the weight and the evidence of each sign of too high a rate; a negative weight speaks against it."""
    network, run = facts.network, facts.run
    slower = slower_trial(facts)
    if diverged(facts):
        yield 0.75, "The loss is not finite."
    elif unlearned(facts) > limits.unlearned and run.loss > 0.95 * run.first_loss:
        yield 0.5, f"The loss is {run.loss:.3g} after training and was {run.first_loss:.3g} before."
    elif _above(facts) and fallen_short(facts, limits):
        yield 0.35, ""
    change = max((_ratio(facts, layer.name) for layer in weighted(facts)), default=math.nan)
    if change > limits.update_high:
        yield 0.15, f"A single step changes the weights of a layer by {percent(change)}."
    if slower and _helps(facts, limits, slower):
        instead = f" instead of {run.loss:.3g}" if math.isfinite(run.loss) else ""
        lower = f"the loss is {slower.loss:.3g}{instead}."
        halved = slower.start == "initial" and slower.loss < 0.5 * run.loss
        tenth = math.isclose(slower.rate, 0.1)
        by = (
            "a tenth of the learning rate"
            if tenth
            else f"a learning rate of {two_digits(slower.rate * network.learning_rate)}"
        )
        yield 0.65 if halved else 0.35, f"With {by} for {counted(slower.epochs, 'epoch')}, {lower}"
    elif slower and not diverged(facts):
        yield -0.35, ""
    if _above(facts):
        most = f"at most {usual_rates(network)[1]:g} is usual for {network.optimizer}"
        yield 0.2, f"{rate_text(network)}; {most}."


def _above(facts: Facts) -> bool:
    return facts.network.learning_rate > ABOVE * usual_rates(facts.network)[1]


def _helps(facts: Facts, limits: Limits, slower: Trial) -> bool:
    saved, other = gained(facts, slower), gained(facts, trial(facts, "trained", 1.0))
    return saved > limits.improved and saved > 2 * max(other, 0.0) and unlearned(facts) > 0.01


def _ratio(facts: Facts, layer: str) -> float:
    ratio = of_layer(facts, layer, "update_ratio")
    return ratio if math.isfinite(ratio) else -1.0
