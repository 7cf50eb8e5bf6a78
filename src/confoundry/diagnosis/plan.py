"""Which short trainings are worth their time, once training has been watched."""

from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import LIMITS
from confoundry.diagnosis.readings import diverged, unlearned
from confoundry.diagnosis.usual_rates import usual_rate, usual_rates

SHARE = 1 / 8  # of the epochs, for each trial
STEPS = 200  # that a trial has at least, but for trainings that have fewer: fewer show nothing


def wanted(facts: Facts) -> list[tuple[str, float, int]]:
    """Return trials as where to begin (`initial`, `trained`), the factor on the learning rate, and epochs."""
    run, data = facts.run, facts.data
    if run.error or data.not_finite:
        return []
    steps = -(-data.samples // run.batch_size)
    epochs = min(run.epochs, max(1, round(SHARE * run.epochs), -(-STEPS // steps)))
    rate, (low, high) = facts.network.learning_rate, usual_rates(facts.network)
    stuck = unlearned(facts) > 0.5
    factor = min(0.1, usual_rate(facts.network) / rate) if rate > 0 else 0.1
    slower = ("initial", factor, min(run.epochs, 2 * epochs))
    if diverged(facts) or (rate > high and unlearned(facts) > LIMITS.unlearned):
        return [slower]
    faster = max(10.0, low / rate) if rate > 0 else 10.0
    return [("trained", 1.0, epochs), ("trained", faster, epochs), slower if stuck else ("trained", 0.1, epochs)]
