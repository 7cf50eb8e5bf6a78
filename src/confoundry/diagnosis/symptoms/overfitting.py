"""A network that does better on training samples than on held-out ones."""

import math
from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import gap, rise, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import hidden, regularized
from confoundry.diagnosis.words import score_text


def overfitting(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find networks that do much better on training samples than on held-out ones, and increasingly so."""
    run, data = facts.run, facts.data
    difference, risen = gap(facts), rise(facts)
    if run.validation_score is None or data.held_out < 10 or unlearned(facts) > 0.35:
        return
    noise = 2 * math.sqrt(max(run.validation_score * (1 - run.validation_score), 0.01) / data.held_out)
    many = facts.network.parameters / data.samples
    allowed, climbs = (limits.gap, 1.1) if many >= limits.many else (limits.gap_of_few, limits.rise)
    apart = difference > max(allowed, noise)
    if not ((apart and risen > climbs) or difference > 3 * max(limits.gap, noise) or risen > 3 * limits.rise):
        return
    evidence = (
        f"The network reaches {score_text(facts, run.score)} on the training samples and "
        f"{score_text(facts, run.validation_score)} on the held-out samples."
        + (f" The validation loss has risen to {risen:.1f} times its minimum." if risen > 1.1 else "")
    )
    confidence = 0.6 + 0.1 * (risen > 2 * limits.rise) + 0.1 * (difference > 2 * limits.gap)
    held = regularized(facts)
    size = f" The network has {facts.network.parameters:,} parameters for {data.samples:,} samples."
    size_matters = 0.03 if many >= limits.many else -0.05
    yield Cause("overcapacity", confidence + size_matters, evidence + size, _fewer(facts))
    yield Cause(
        "underregularized",
        confidence - (0.1 if held else 0),
        evidence + ("" if held else " No layer is regularized."),
        "keras.layers.Dropout(0.3), or callbacks=[keras.callbacks.EarlyStopping(restore_best_weights=True)]",
    )


def _fewer(facts: Facts) -> str:
    widest = max((layer.units or 0 for layer in hidden(facts)), default=0)
    return f"at most {max(widest // 4, 4)} units per layer, or fewer layers" if widest else "fewer layers"
