"""What a little more training brought: a share of the loss, and better answers."""

import math

from confoundry.diagnosis.facts import Facts, Trial
from confoundry.diagnosis.learned import fallen_short, has_score, has_yardstick, held_out_score, is_classification
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import faster_trial, trial
from confoundry.diagnosis.usual_rates import usual_rates


def more_helps(facts: Facts, limits: Limits) -> bool:
    """Return whether a little more training, or a faster one, takes much off the loss, and answers more rightly.

    Where a model does not fall short, losses that still fall are no matter unless held-out answers get better.
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
    perfect = is_classification(facts) and has_yardstick(facts)  # or could be
    if perfect and plain(facts) and facts.run.score < limits.tight and saved > 0.1 and held > 0:
        return True
    return held > limits.improved and saved > 0.1 and better > max(0.01, 2 / max(facts.data.held_out, 1))


def plain(facts: Facts) -> bool:
    """Return whether the optimizer is SGD without momentum."""
    return facts.network.optimizer == "sgd" and facts.network.momentum == 0


def gained(facts: Facts, tried: Trial | None) -> float:
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
        return gained(facts, tried)
    return 1 - tried.validation_loss / before if math.isfinite(tried.validation_loss) else 0.0


def _better(facts: Facts, tried: Trial) -> float:
    """Return by how much a trial's held-out score is better than the run's; the training score's where none is.

    Where a score tells nothing, none is better.
    """
    if not has_score(facts):
        return 0.0
    if tried.validation_score is None:
        return tried.score - facts.run.score
    return tried.validation_score - held_out_score(facts)
