"""Penalties, weight decay and dropout that keep a network from learning."""

from collections.abc import Iterator

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.learned import diverged, fallen_short, gap, has_baseline, is_classification
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.symptoms.consequences import OF_DIVERGING_DROPOUT, OF_PENALTIES
from confoundry.diagnosis.symptoms.more_training import more_helps
from confoundry.diagnosis.words import percent, score_text


def overregularization(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find penalties, weight decay and dropout that keep the network from learning."""
    if not (diverged(facts) or fallen_short(facts, limits) or _held_back(facts, limits)):
        return
    score = f"The network reaches {score_text(facts, facts.run.score)} on the training samples."
    held = [*_dropping(facts, limits)]
    if not diverged(facts):
        held += [*_penalties(facts, limits), *_decay(facts)]
    consequences = OF_DIVERGING_DROPOUT if diverged(facts) else OF_PENALTIES
    for layer, confidence, evidence, remedy in held:
        yield Cause("overregularized", confidence, f"{evidence} {score}", remedy, layer, symptoms=consequences)


def _held_back(facts: Facts, limits: Limits) -> bool:
    """Return whether a classifier makes errors on training samples, and hardly more on held-out ones."""
    judged = is_classification(facts) and has_baseline(facts)
    return judged and facts.run.score < limits.tight and gap(facts) < limits.gap


def _penalties(facts: Facts, limits: Limits) -> Iterator[tuple[str | None, float, str, str]]:
    """Yield the layer, confidence, evidence and remedy of the strongest penalty if it is too strong."""
    steps = facts.run.steps
    share = float(steps["penalty_share"].iloc[-1]) if len(steps) and "penalty_share" in steps else 0.0
    penalized = [layer for layer in facts.network.layers if layer.l1 or layer.l2]
    if not penalized:
        return
    layer = max(penalized, key=lambda layer: max(10 * layer.l1, layer.l2))
    strength = max(10 * layer.l1, layer.l2)
    name, factor = ("l1", layer.l1) if 10 * layer.l1 >= layer.l2 else ("l2", layer.l2)
    much = share > limits.penalty and not more_helps(facts, limits)  # early in training
    if much or strength >= limits.strength:
        confidence = 0.72 + (0.13 if strength >= limits.strength else 0) + (0.04 if share > limits.penalty else 0)
        evidence = (
            f"Layer {layer.name} has the penalty {name}={factor:g}. At the end of training, penalties are "
            f"{percent(share)} of the loss."
        )
        yield layer.name, confidence, evidence, f"{name}={factor / 100:.2g}"


def _decay(facts: Facts) -> Iterator[tuple[str | None, float, str, str]]:
    network = facts.network
    if network.weight_decay * network.learning_rate > 1e-3:
        lost = percent(network.weight_decay * network.learning_rate)
        yield None, 0.84, f"Weight decay reduces the weights by {lost} in each step.", "weight_decay=0.004"


def _dropping(facts: Facts, limits: Limits) -> Iterator[tuple[str | None, float, str, str]]:
    dropping = [layer for layer in facts.network.layers if (layer.rate or 0) >= limits.dropout]
    if dropping:
        layer = max(dropping, key=lambda layer: layer.rate or 0)
        confidence = 0.8 + (0.08 if (layer.rate or 0) >= 0.8 else 0)
        yield (
            layer.name,
            confidence,
            f"Layer {layer.name} drops {percent(layer.rate or 0)} of the units.",
            "keras.layers.Dropout(0.2)",
        )
