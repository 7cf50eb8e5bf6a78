"""A network that is too small for its task."""

from collections.abc import Iterator

import numpy as np

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Facts, LayerFacts
from confoundry.diagnosis.learned import diverged, fallen_short, has_baseline, unlearned
from confoundry.diagnosis.limits import Limits
from confoundry.diagnosis.readings import bottleneck, hidden, regularized
from confoundry.diagnosis.words import score_text
from confoundry.wording import counted

RECURRENT = ("GRU", "LSTM", "SimpleRNN")


def undercapacity(facts: Facts, limits: Limits) -> Iterator[Cause]:
    """Find networks that are trained well and still learn less than they should or than stock models do."""
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
    evidence = f"The network reaches {score_text(facts, run.score)} on the training samples."
    if run.reference is not None:
        evidence += (
            f" A stock model ({run.reference_name}) reaches {score_text(facts, run.reference)} on the held-out samples."
        )
    layer = narrow if tight or slim else None
    if layer is not None:
        evidence += (
            f" All information passes through layer {layer.name}, which has {counted(layer.units or 0, 'unit')}."
        )
    confidence = (0.86 if tight else 0.55 if slim else 0.45) + (0.03 if _flat(facts) else -0.03)
    slow = ("too_few_epochs", "learning_rate_low", "dying_units") if tight else ()
    yield Cause(
        "undercapacity", confidence, evidence, _more(facts, narrow), layer.name if layer else None, symptoms=slow
    )


def _falls_behind(facts: Facts, limits: Limits) -> bool:
    """Return whether a classifier without regularization makes errors on its training samples."""
    many = facts.data.task == "multiclass" and facts.data.classes > 4 and has_baseline(facts)
    return many and not regularized(facts) and facts.run.score < limits.tight


def _more(facts: Facts, narrow: LayerFacts | None) -> str:
    """Return the remedy: a wider version of the narrowest layer, or else of the first recurrent one."""
    recurrent = (layer for layer in facts.network.layers if layer.kind in RECURRENT)
    wider = narrow or next(recurrent, None)
    return (
        f"keras.layers.{wider.kind}({4 * max(wider.units or 8, 8)}, …)" if wider else "add a hidden layer of 64 units"
    )


def _flat(facts: Facts) -> bool:
    losses = facts.run.history["loss"].to_numpy(dtype=float) if "loss" in facts.run.history else np.array([])
    return len(losses) >= 4 and losses[-1] > 0.97 * losses[-1 - len(losses) // 4]
