"""Steps that overshoot because of their momentum, or that see too few samples."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import diverged, fallen_short
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import slower_trial
from confoundry.diagnosis.symptoms.more_training import gained


def momentum(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find momentum so large that steps overshoot."""
    network = facts.network
    if network.optimizer == "sgd" and network.momentum > 0.97:
        short = diverged(facts) or fallen_short(facts, limits)
        memory = f"each step carries over about {1 / max(1 - network.momentum, 1e-4):,.0f} earlier steps"
        evidence = f"The momentum of SGD is {network.momentum:g}: {memory}."
        yield Cause("optimizer", 0.86 if short else 0.7, evidence, "momentum=0.9", symptoms=("learning_rate_high",))


def small_batches(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find batches so small that the steps are mostly noise."""
    run, data = facts.run, facts.data
    if run.batch_size > 2 or data.samples < 100 or diverged(facts):
        return
    calmer = slower_trial(facts)
    if calmer and gained(facts, calmer) > limits.improved:
        calm = f"With a tenth of the learning rate, the loss is {calmer.loss:.3g} instead of {run.loss:.3g}."
        evidence = f"Each step sees only {run.batch_size} of {data.samples} samples. {calm}"
        yield Cause("batch_size", 0.66, evidence, "batch_size=32")
