"""Steps that overshoot by their momentum, or see too few samples."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import diverged, fallen_short
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import slower_trial
from confoundry.diagnosis.symptoms.more_training import gained


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
    if calmer and gained(facts, calmer) > limits.improved:
        calm = f"a tenth of the learning rate brings the loss from {run.loss:.3g} to {calmer.loss:.3g}"
        evidence = f"a step sees {run.batch_size} of {data.samples} samples; {calm}"
        yield Cause("batch_size", 0.66, evidence, "batch_size=32")
