"""Training that had not converged: because of the learning rate, the optimizer, the batch size or the epochs."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, Trial
from confoundry.diagnosis.learned import diverged, fallen_short, rise
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import bottleneck, faster_trial, trial
from confoundry.diagnosis.symptoms.more_training import gained, more_helps, plain
from confoundry.diagnosis.usual_rates import usual_rates
from confoundry.diagnosis.words import learning_rate, rate_text
from confoundry.wording import counted


def unfinished_training(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find training that had not converged, and whether learning rate, optimizer, batch size or epochs are to blame."""
    overfits = rise(facts) > limits.rise  # more training would make it worse
    if diverged(facts) or overfits or not more_helps(facts, limits):
        return
    faster, went_on = faster_trial(facts), trial(facts, "trained", 1.0)
    gains = [
        _gain(facts, faster, f"{_factor(faster)} times the learning rate"),
        _gain(facts, went_on, "the same learning rate"),
    ]
    evidence = " ".join(["The loss is still falling.", *(text for text in gains if text)])
    for name, confidence, why, remedy in _reasons(facts, limits):
        yield Cause(
            name, confidence, f"{evidence} {why}", remedy, symptoms=() if bottleneck(facts) else ("undercapacity",)
        )


def _reasons(facts: Facts, limits: Limits) -> Iterator[tuple[str, float, str, str]]:
    """Yield the reasons for slow training: name, confidence, evidence and remedy of a cause."""
    network, run, data = facts.network, facts.run, facts.data
    base = 0.8 if fallen_short(facts, limits) else 0.62
    low, rate = usual_rates(facts.network)[0], network.learning_rate
    faster = faster_trial(facts)
    fast, on = gained(facts, faster), gained(facts, trial(facts, "trained", 1.0))
    higher = learning_rate(rate * (faster.rate if faster else 10))
    steps = max(1, -(-data.samples // run.batch_size))
    known = 0
    if rate < low:
        least = f"at least {low:g} is usual for {network.optimizer}"
        yield "learning_rate_low", base + 0.1, f"{rate_text(network)}; {least}.", higher
    elif fast > 2 * max(on, 0.02):
        yield "learning_rate_low", base - 0.03, f"{rate_text(network)}.", higher
    if plain(facts) and rate >= low / 10:
        confidence = base - (0.02 if rate >= low else 0.1)
        yield "optimizer", confidence, "Plain SGD has no momentum.", "optimizer='adam'"
        known += 1
    if steps <= limits.steps and data.samples >= 64:
        few_steps = counted(steps, "step")
        taken = f"Each step takes {run.batch_size} of {data.samples} samples, so an epoch has only {few_steps}."
        yield "batch_size", base + 0.05, taken, "batch_size=32" if data.samples > 300 else "batch_size=8"
        known += 1
    few = 0.12 if run.epochs <= 3 else 0.08 if run.epochs < 10 else 0.0
    early = base - 0.04 * known - (0.14 if rate < low else 0) + few
    yield "too_few_epochs", early, f"Training stops after {counted(run.epochs, 'epoch')}.", f"epochs={3 * run.epochs}"


def _factor(faster: Trial | None) -> str:
    return "ten" if faster is None or faster.rate == 10 else f"{faster.rate:.3g}"


def _gain(facts: Facts, tried: Trial | None, how: str) -> str:
    if tried is None or gained(facts, tried) <= 0:
        return ""
    epochs = counted(tried.epochs, "more epoch")
    return f"After {epochs} with {how}, it falls from {facts.run.loss:.3g} to {tried.loss:.3g}."
