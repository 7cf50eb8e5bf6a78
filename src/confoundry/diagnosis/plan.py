"""Which short trainings are worth their time after the monitored training."""

from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import diverged, unlearned
from confoundry.diagnosis.limits import LIMITS
from confoundry.diagnosis.usual_rates import usual_rate, usual_rates
from confoundry.training.trials import trial_epochs


def wanted(facts: Facts) -> list[tuple[str, float, int]]:
    """Return trials as (start: `initial` or `trained` weights, factor on the learning rate, number of epochs)."""
    run, data = facts.run, facts.data
    if run.error or data.not_finite:
        return []
    epochs = trial_epochs(run.epochs, samples=data.samples, batch_size=run.batch_size)
    rate, (low, high) = facts.network.learning_rate, usual_rates(facts.network)
    stuck = unlearned(facts) > 0.5
    factor = min(0.1, usual_rate(facts.network) / rate) if rate > 0 else 0.1
    slower = ("initial", factor, min(run.epochs, 2 * epochs))
    if diverged(facts) or (rate > high and unlearned(facts) > LIMITS.unlearned):
        return [slower]
    faster = max(10.0, low / rate) if rate > 0 else 10.0
    return [("trained", 1.0, epochs), ("trained", faster, epochs), slower if stuck else ("trained", 0.1, epochs)]
