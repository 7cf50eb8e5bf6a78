"""A network that has learned all that it can, and that is less than it should."""

from collections.abc import Iterator

import numpy as np

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, LayerFacts
from confoundry.diagnosis.learned import diverged, fallen_short, has_yardstick, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import bottleneck, hidden, regularized
from confoundry.diagnosis.words import counted, score_text

RECURRENT = ("GRU", "LSTM", "SimpleRNN")


def undercapacity(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """A network that has learned all that it can, and that is less than stock models do."""
    if diverged(facts):
        return
    run = facts.run
    narrow = min((layer for layer in hidden(facts) if layer.units), key=lambda layer: layer.units or 0, default=None)
    short = unlearned(facts) > limits.unlearned
    tight = bottleneck(facts) is not None and fallen_short(facts, limits)
    few = narrow is not None and narrow.kind == "Dense" and (narrow.units or 0) <= 2 * facts.data.classes
    slim = few and _falls_behind(facts, limits)
    if not (short or tight or slim):
        return
    evidence = f"training samples: {score_text(facts, run.score)}"
    if run.reference is not None:
        evidence += f"; {run.reference_name} gets {score_text(facts, run.reference)} on held-out ones"
    layer = narrow if tight or slim else None
    if layer is not None:
        evidence += f"; all passes through {counted(layer.units or 0, 'unit')} of {layer.name}"
    confidence = (0.86 if tight else 0.55 if slim else 0.45) + (0.03 if _flat(facts) else -0.03)
    slow = ("too_few_epochs", "learning_rate_low", "dying_units") if tight else ()
    yield Cause(
        "undercapacity", confidence, evidence, _more(facts, narrow), layer.name if layer else None, symptoms=slow
    )


def _falls_behind(facts: Facts, limits: Limits) -> bool:
    """Return whether a classifier that nothing holds back does not answer all training samples rightly."""
    many = facts.data.task == "multiclass" and facts.data.classes > 4 and has_yardstick(facts)
    return many and not regularized(facts) and facts.run.score < limits.tight


def _more(facts: Facts, narrow: LayerFacts | None) -> str:
    """Return a wider layer: the narrowest, or where there is none to choose the first recurrent one."""
    recurrent = (layer for layer in facts.network.layers if layer.kind in RECURRENT)
    wider = narrow or next(recurrent, None)
    return f"keras.layers.{wider.kind}({4 * max(wider.units or 8, 8)}, …)" if wider else "a hidden layer of 64 units"


def _flat(facts: Facts) -> bool:
    losses = facts.run.history["loss"].to_numpy(dtype=float) if "loss" in facts.run.history else np.array([])
    return len(losses) >= 4 and losses[-1] > 0.97 * losses[-1 - len(losses) // 4]
