"""Which short trainings are worth their time, once training has been watched."""

from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import LIMITS
from confoundry.diagnosis.readings import diverged, unlearned
from confoundry.diagnosis.usual_rates import usual_rates

SHARE = 1 / 8  # of the epochs, for each trial
STEPS = 200  # that a trial has at least, but for trainings that have fewer: fewer show nothing


def wanted(facts: Facts) -> list[tuple[str, float, int]]:
    """Return trials as where to begin (`initial`, `trained`), the factor on the learning rate, and epochs."""
    run, data = facts.run, facts.data
    if run.error or data.not_finite:
        return []
    steps = -(-data.samples // run.batch_size)
    epochs = min(run.epochs, max(1, round(SHARE * run.epochs), -(-STEPS // steps)))
    fast = facts.network.learning_rate > usual_rates(facts.network)[1] and unlearned(facts) > LIMITS.unlearned
    if fast or diverged(facts) or (unlearned(facts) > 0.5 and run.loss > 0.95 * run.first_loss):
        return [("initial", 0.1, min(run.epochs, 2 * epochs))]
    return [("trained", 1.0, epochs), ("trained", 10.0, epochs), ("trained", 0.1, epochs)]
