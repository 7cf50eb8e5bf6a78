"""Training that goes too fast, too slowly, or ends too early."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, Trial
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import (
    bottleneck,
    diverged,
    fallen_short,
    faster_trial,
    held_out_score,
    is_classification,
    of_layer,
    percent,
    slower_trial,
    trial,
    unlearned,
    weighted,
)
from confoundry.diagnosis.usual_rates import usual_rate, usual_rates

ABOVE = 1.5  # of the usual rates' largest: what lies closer is nothing unusual
HENCE = (
    "exploding_gradient",
    "dying_units",
    "undercapacity",
    "vanishing_gradient",
    "batch_size",
    "overregularized",
)


def too_fast(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """A learning rate with which losses jump, or are not finite."""
    rate, above = facts.network.learning_rate, _above(facts)
    signs = list(_signs(facts, limits))
    confidence = sum(weight for weight, _ in signs)
    if confidence > (0.45 if above else 0.6):
        yield Cause(
            "learning_rate_high",
            min(confidence, 0.92),
            "; ".join(text for _, text in signs if text),
            _set(min(rate / 10, usual_rate(facts.network)) if above else rate / 10),
            symptoms=HENCE,
        )


def _signs(facts: Facts, limits: Limits) -> Iterator[tuple[float, str]]:
    """Yield what speaks for too high a rate (or, with a negative weight, against it), and how that is said."""
    network, run = facts.network, facts.run
    slower = slower_trial(facts)
    if diverged(facts):
        yield 0.75, "the loss is not finite"
    elif unlearned(facts) > limits.unlearned and run.loss > 0.95 * run.first_loss:
        yield 0.5, f"the loss is {run.loss:.3g} after training, and was {run.first_loss:.3g} before"
    elif _above(facts) and fallen_short(facts, limits):
        yield 0.35, ""
    change = max((_ratio(facts, layer.name) for layer in weighted(facts)), default=math.nan)
    if change > limits.update_high:
        yield 0.15, f"a step changes a layer's weights by {percent(change)}"
    if slower and _helps(facts, limits, slower):
        lower = f"the loss is {slower.loss:.3g} instead of {run.loss:.3g}"
        halved = slower.start == "initial" and slower.loss < 0.5 * run.loss
        tenth = math.isclose(slower.rate, 0.1)
        by = "a tenth of it" if tenth else f"a rate of {_text(slower.rate * network.learning_rate)}"
        yield 0.65 if halved else 0.35, f"with {by} for {_count(slower.epochs, 'epoch')} {lower}"
    elif slower and not diverged(facts):
        yield -0.35, ""
    if _above(facts):
        most = f"{network.optimizer} usually gets at most {usual_rates(network)[1]:g}"
        yield 0.2, f"the learning rate is {network.learning_rate:g}; {most}"


def _set(rate: float) -> str:
    return f"learning_rate={_text(rate)}"


def _text(rate: float) -> str:
    return repr(float(f"{rate:.2g}"))  # Keras takes no whole numbers


def _factor(faster: Trial | None) -> str:
    return "ten" if faster is None or faster.rate == 10 else f"{faster.rate:.3g}"


def _above(facts: Facts) -> bool:
    return facts.network.learning_rate > ABOVE * usual_rates(facts.network)[1]


def _helps(facts: Facts, limits: Limits, slower: Trial) -> bool:
    gained, other = _gained(facts, slower), _gained(facts, trial(facts, "trained", 1.0))
    return gained > limits.improved and gained > 2 * max(other, 0.0) and unlearned(facts) > 0.01


def too_slow(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Training that had not ended: by its rate, its optimizer, its steps, or its epochs."""
    if diverged(facts) or not unfinished(facts, limits):
        return
    faster, went_on = faster_trial(facts), trial(facts, "trained", 1.0)
    told = [_told(facts, faster, f"{_factor(faster)} times the learning rate"), _told(facts, went_on, "the same one")]
    evidence = "the loss still falls: " + "; ".join(text for text in told if text)
    for name, confidence, why, remedy in _reasons(facts, limits):
        yield Cause(name, confidence, evidence + why, remedy, symptoms=() if bottleneck(facts) else ("undercapacity",))


def unfinished(facts: Facts, limits: Limits) -> bool:
    """Return whether a little more training, or a faster one, takes much off the loss, and answers more rightly.

    Where a model does not fall short, losses that still fall are no matter unless held-out answers get better.
    """
    tried = [one for one in (faster_trial(facts), trial(facts, "trained", 1.0)) if one]
    gained = max((_gained(facts, one) for one in tried), default=0.0)
    held = max((_held_gain(facts, one) for one in tried), default=0.0)
    better = max((_better(facts, one) for one in tried), default=0.0)
    if fallen_short(facts, limits):
        below = facts.network.learning_rate < usual_rates(facts.network)[0]
        slow = below and ((gained > 0.02 and held > 0.02) or better > 0.1)
        return slow or (held > 0.4 * limits.improved and gained > 0.1)
    if is_classification(facts) and _plain(facts) and facts.run.score < limits.tight and gained > 0.1 and held > 0:
        return True
    return held > limits.improved and gained > 0.1 and better > max(0.01, 2 / max(facts.data.held_out, 1))


def _plain(facts: Facts) -> bool:
    return facts.network.optimizer == "sgd" and facts.network.momentum == 0


def _better(facts: Facts, tried: Trial) -> float:
    """Return by how much a trial's held-out score is better than the run's; the training score's where none is."""
    if tried.validation_score is None:
        return tried.score - facts.run.score
    return tried.validation_score - held_out_score(facts)


def _reasons(facts: Facts, limits: Limits) -> Iterator[tuple[str, float, str, str]]:
    """Yield what makes training slow: a cause's name, confidence, evidence and remedy."""
    network, run, data = facts.network, facts.run, facts.data
    base = 0.8 if fallen_short(facts, limits) else 0.62
    low, rate = usual_rates(facts.network)[0], network.learning_rate
    faster = faster_trial(facts)
    fast, on = _gained(facts, faster), _gained(facts, trial(facts, "trained", 1.0))
    higher = _set(rate * (faster.rate if faster else 10))
    steps = max(1, -(-data.samples // run.batch_size))
    known = 0
    if rate < low:
        least = f"{network.optimizer} usually gets {low:g} or more"
        yield (
            "learning_rate_low",
            base + 0.1,
            f"; the learning rate is {rate:g}, {least}",
            higher,
        )
    elif fast > 2 * max(on, 0.02):
        yield "learning_rate_low", base - 0.03, f"; the learning rate is {rate:g}", higher
    if _plain(facts) and rate >= low / 10:
        confidence = base - (0.02 if rate >= low else 0.1)
        yield "optimizer", confidence, "; plain SGD has no momentum", "optimizer='adam'"
        known += 1
    if steps <= limits.steps and data.samples >= 64:
        taken = f"; a step takes {run.batch_size} of {data.samples} samples, an epoch {_count(steps, 'step')}"
        yield "batch_size", base + 0.05, taken, "batch_size=32" if data.samples > 300 else "batch_size=8"
        known += 1
    few = 0.12 if run.epochs <= 3 else 0.08 if run.epochs < 10 else 0.0
    early = base - 0.04 * known - (0.14 if rate < low else 0) + few
    yield "too_few_epochs", early, f" after {_count(run.epochs, 'epoch')}", f"epochs={3 * run.epochs}"


def momentum(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Momentum so large that steps overshoot."""
    network = facts.network
    if network.optimizer == "sgd" and network.momentum > 0.97:
        short = diverged(facts) or fallen_short(facts, limits)
        memory = f"a step remembers some {1 / max(1 - network.momentum, 1e-4):,.0f} earlier ones"
        evidence = f"SGD's momentum is {network.momentum:g}: {memory}"
        yield Cause("optimizer", 0.86 if short else 0.7, evidence, "momentum=0.9", symptoms=("learning_rate_high",))


def small_batches(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Steps over so few samples that chance moves the weights."""
    run, data = facts.run, facts.data
    if run.batch_size > 2 or data.samples < 100 or diverged(facts):
        return
    calmer = slower_trial(facts)
    if calmer and _gained(facts, calmer) > limits.improved:
        calm = f"a tenth of the learning rate brings the loss from {run.loss:.3g} to {calmer.loss:.3g}"
        evidence = f"a step sees {run.batch_size} of {data.samples} samples; {calm}"
        yield Cause("batch_size", 0.66, evidence, "batch_size=32")


def _gained(facts: Facts, tried: Trial | None) -> float:
    """Return which share of the training loss a trial took off; 1 from a loss that is not finite."""
    if tried is None or not math.isfinite(tried.loss):
        return 0.0
    if not math.isfinite(facts.run.loss):
        return 1.0
    return 1 - tried.loss / facts.run.loss if facts.run.loss > 0 else 0.0


def _held_gain(facts: Facts, tried: Trial | None) -> float:
    """Return the same of the held-out samples' loss; of the training loss where none are held out."""
    before = facts.run.validation_loss
    if tried is None or tried.validation_loss is None or before is None or not before > 0:
        return _gained(facts, tried)
    return 1 - tried.validation_loss / before if math.isfinite(tried.validation_loss) else 0.0


def _told(facts: Facts, tried: Trial | None, how: str) -> str:
    if tried is None or _gained(facts, tried) <= 0:
        return ""
    return f"{_count(tried.epochs, 'more epoch')} with {how} bring it from {facts.run.loss:.3g} to {tried.loss:.3g}"


def _ratio(facts: Facts, layer: str) -> float:
    ratio = of_layer(facts, layer, "update_ratio")
    return ratio if math.isfinite(ratio) else -1.0


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
