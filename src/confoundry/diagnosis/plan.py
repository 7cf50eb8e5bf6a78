"""Which short trainings are worth their time, once training has been watched."""

from confoundry.diagnosis.facts import Facts
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
    slower = ("initial", 0.1, min(run.epochs, 2 * epochs))
    low, high = usual_rates(facts.network)
    stuck = unlearned(facts) > 0.5
    if diverged(facts) or (stuck and facts.network.learning_rate > high):
        return [slower]
    faster = max(10.0, low / facts.network.learning_rate)
    return [("trained", 1.0, epochs), ("trained", faster, epochs), slower if stuck else ("trained", 0.1, epochs)]
