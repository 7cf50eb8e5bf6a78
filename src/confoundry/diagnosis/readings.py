"""What several rules read from the facts: how far a model falls short, its hidden layers, their health."""

import math

import numpy as np

from confoundry.diagnosis.facts import Facts, LayerFacts, Trial
from confoundry.diagnosis.limits import Limits

FEW = 20  # samples, all of which may be learned by heart
FEW_WEIGHTS = 16  # whose spread is a matter of chance
WEIGHTED = ("Dense", "Conv", "EinsumDense", "SeparableConv", "DepthwiseConv")  # beginnings of Keras' class names


def is_classification(facts: Facts) -> bool:
    """Return whether the labels name classes."""
    return facts.data.task != "regression"


def held_out_score(facts: Facts) -> float:
    """Return the score on held-out samples, or on the training samples where none are held out."""
    run = facts.run
    return run.score if run.validation_score is None else run.validation_score


def scores(facts: Facts) -> dict[str, float | None]:
    """Return what was scored, by name; None for what was not, is no number, or may not be what the loss is after."""
    run = facts.run
    found = {"train": run.score, "validation": run.validation_score, "reference": run.reference, "chance": run.chance}
    if not has_score(facts):
        found |= {"train": None, "validation": None}
    return {name: score if score is not None and math.isfinite(score) else None for name, score in found.items()}


def shortfall(facts: Facts) -> float:
    """Return how far a model's held-out score lies below what stock models reach; 0 where that is not known.

    A score that is not finite falls short by all that the stock model is above chance.
    """
    run = facts.run
    if run.reference is None or not has_score(facts):
        return 0.0
    score = held_out_score(facts)
    return run.reference - (score if math.isfinite(score) else run.chance)


def has_score(facts: Facts) -> bool:
    """Return whether accuracy or R² can be had, and is what the loss is after."""
    return facts.network.score_tells and facts.run.comparable


def has_yardstick(facts: Facts) -> bool:
    """Return whether a score says how much has been learned: beside that of stock models, or, of few samples, of all.

    Else none does, as where stock models were not fitted to labels of many steps or pixels.
    """
    few = not facts.data.reconstructs and (facts.data.samples < FEW or not facts.data.held_out)
    return has_score(facts) and (facts.run.reference is not None or few)


def outdoes(facts: Facts) -> bool:
    """Return whether a model is clearly better than stock models on held-out samples, and than chance."""
    return shortfall(facts) < -0.02 and held_out_score(facts) > facts.run.chance


def unlearned(facts: Facts) -> float:
    """Return which share of what can be learned from the training samples has not been: 0 for all, 1 for nothing.

    What can be learned is a perfect score, or, where stock models get less on held-out samples, theirs. Where that is
    not known, it is 1 if the loss has hardly fallen, and else 0.
    """
    run = facts.run
    if not has_yardstick(facts):
        return float(diverged(facts) or (run.first_loss > 0 and run.loss > 0.95 * run.first_loss))
    least = run.chance + min(0.05, 0.2 * (1 - run.chance))
    best = 1.0 if run.reference is None else max(run.reference, least)
    score = run.score if math.isfinite(run.score) else run.chance
    if outdoes(facts):  # as where a few samples that lie far off decide R², and the loss leaves them be
        score = max(score, held_out_score(facts))
    return float(np.clip((best - score) / max(best - run.chance, 0.05), 0.0, 1.0))


def excels(facts: Facts) -> bool:
    """Return whether what is unusual does no harm: all is learned, or clearly more than stock models learn."""
    learned = unlearned(facts) == 0 and facts.run.score == 1 and shortfall(facts) <= 0
    return learned or outdoes(facts)


def fallen_short(facts: Facts, limits: Limits) -> bool:
    """Return whether a model has learned less than it could, or is behind stock models on held-out samples."""
    return unlearned(facts) > limits.unlearned or shortfall(facts) > limits.shortfall


def gap(facts: Facts) -> float:
    """Return how much better the training samples are answered than the held-out ones; 0 where that is not known."""
    run = facts.run
    if run.validation_score is None or not has_score(facts):
        return 0.0
    difference = run.score - run.validation_score
    return difference if math.isfinite(difference) else 0.0


def rise(facts: Facts) -> float:
    """Return the last validation loss over the least one of all epochs; 1 where there is none."""
    losses = facts.run.history.get("val_loss")
    if losses is None or not len(losses) or not np.isfinite(losses).all() or losses.min() <= 0:
        return 1.0
    return float(losses.iloc[-1] / losses.min())


def diverged(facts: Facts) -> bool:
    """Return whether a loss or an answer was not finite."""
    run = facts.run
    lost = len(run.steps) > 0 and run.steps["not_finite"].sum() > 0
    seen = facts.network.loss != "" or len(run.history) > 0  # a `train_step` of one's own may show no loss
    return lost or (seen and not math.isfinite(run.loss)) or (run.comparable and not math.isfinite(run.score))


def hidden(facts: Facts) -> list[LayerFacts]:
    """Return the hidden layers with weights that have activations to choose: dense ones and convolutions."""
    layers = facts.network.layers
    return [layer for layer in layers if layer.role == "hidden" and layer.kind.startswith(WEIGHTED)]


def attends(facts: Facts) -> bool:
    """Return whether any layer is one of attention."""
    return any("Attention" in layer.kind for layer in facts.network.layers)


def weighted(facts: Facts) -> list[LayerFacts]:
    """Return the hidden layers and the last one."""
    return [layer for layer in facts.network.layers if layer.kind.startswith(WEIGHTED) and layer.role != "other"]


def regularized(facts: Facts) -> bool:
    """Return whether any layer has a penalty or drops units."""
    return any(layer.l1 or layer.l2 or layer.rate for layer in facts.network.layers)


def of_layer(facts: Facts, layer: str, column: str, *, epoch: int = -1) -> float:
    """Return a number of the monitor's for a layer in an epoch, by place (-1: the last); NaN where it has none."""
    health = facts.run.health
    if not len(health) or column not in health:
        return math.nan
    rows = health.loc[health["layer"] == layer, column].to_numpy(dtype=float)
    return float(rows[epoch]) if len(rows) and -len(rows) <= epoch < len(rows) else math.nan


def trial(facts: Facts, start: str, rate: float) -> Trial | None:
    """Return a short training, if it was tried."""
    found = (one for one in facts.run.trials if one.start == start and math.isclose(one.rate, rate))
    return next(found, None)


def bottleneck(facts: Facts) -> LayerFacts | None:
    """Return the narrowest hidden layer, if it has fewer units than answers about so many classes need."""
    narrow = min((layer for layer in hidden(facts) if layer.units), key=lambda layer: layer.units or 0, default=None)
    needed = max(4, math.ceil(facts.data.classes / 2)) if facts.data.task == "multiclass" else 3
    return narrow if narrow is not None and (narrow.units or 0) < needed else None


def slower_trial(facts: Facts) -> Trial | None:
    """Return the short training with a smaller learning rate, if it was tried."""
    return next((one for one in facts.run.trials if one.rate < 1), None)


def faster_trial(facts: Facts) -> Trial | None:
    """Return the short training with a larger learning rate, if it was tried."""
    return next((one for one in facts.run.trials if one.rate > 1), None)


def initial_spread(layer: LayerFacts) -> tuple[float, float]:
    """Return the spread of a layer's initial weights over He's and over the smallest of the usual initializers."""
    if layer.spread is None or not layer.fan_in or not layer.units or layer.fan_in * layer.units < FEW_WEIGHTS:
        return math.nan, math.nan
    places = math.prod(layer.kernel) if layer.kernel else 1
    fan_out = layer.units * places
    deviation = layer.spread * math.sqrt(2 / (layer.fan_in + fan_out))
    usual = math.sqrt(2 / (layer.fan_in + fan_out)), math.sqrt(1 / layer.fan_in), 0.05
    return deviation / math.sqrt(2 / layer.fan_in), deviation / min(usual)
