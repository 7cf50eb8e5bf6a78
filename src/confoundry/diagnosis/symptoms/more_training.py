"""What a little more training achieves: a lower loss and a better score."""

import math

from confoundry.diagnosis.facts import Facts, Trial
from confoundry.diagnosis.learned import fallen_short, has_baseline, has_score, held_out_score, is_classification
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import faster_trial, trial
from confoundry.diagnosis.usual_rates import usual_rates


def more_helps(facts: Facts, limits: Limits) -> bool:
    """Return whether more training, or a higher learning rate, clearly lowers the loss and improves the score.

    For a model that performs well, a loss that still falls does not matter unless the held-out score improves.
    """
    tried = [one for one in (faster_trial(facts), trial(facts, "trained", 1.0)) if one]
    saved = max((gained(facts, one) for one in tried), default=0.0)
    held = max((_held_gain(facts, one) for one in tried), default=0.0)
    better = max((_better(facts, one) for one in tried), default=0.0)
    below = facts.network.learning_rate < usual_rates(facts.network)[0]
    if not has_score(facts) and below and min(saved, held) > limits.improved:
        return True
    if fallen_short(facts, limits):
        slow = below and ((saved > 0.02 and held > 0.02) or better > 0.1)
        return slow or (held > 0.4 * limits.improved and saved > 0.1)
    perfect = is_classification(facts) and has_baseline(facts)  # a perfect score is possible
    if perfect and plain(facts) and facts.run.score < limits.tight and saved > 0.1 and held > 0:
        return True
    return held > limits.improved and saved > 0.1 and better > max(0.01, 2 / max(facts.data.held_out, 1))


def plain(facts: Facts) -> bool:
    """Return whether the optimizer is SGD without momentum."""
    return facts.network.optimizer == "sgd" and facts.network.momentum == 0


def gained(facts: Facts, tried: Trial | None) -> float:
    """Return the share by which a trial reduced the training loss; 1 if the loss was not finite before."""
    if tried is None or not math.isfinite(tried.loss):
        return 0.0
    if not math.isfinite(facts.run.loss):
        return 1.0
    return 1 - tried.loss / facts.run.loss if facts.run.loss > 0 else 0.0


def _held_gain(facts: Facts, tried: Trial | None) -> float:
    """Return the share by which a trial reduced the held-out loss, or the training loss if nothing is held out."""
    before = facts.run.validation_loss
    if tried is None or tried.validation_loss is None or before is None or not before > 0:
        return gained(facts, tried)
    return 1 - tried.validation_loss / before if math.isfinite(tried.validation_loss) else 0.0


def _better(facts: Facts, tried: Trial) -> float:
    """Return by how much a trial improved the held-out score, or the training score if nothing is held out.

    It is 0 if neither accuracy nor R² measures what the loss optimizes.
    """
    if not has_score(facts):
        return 0.0
    if tried.validation_score is None:
        return tried.score - facts.run.score
    return tried.validation_score - held_out_score(facts)
