"""How much a model has learned: its scores compared with stock models, its losses, and whether it diverged."""

import math

import numpy as np

from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import Limits

FEW = 20  # samples; a network should be able to learn so few by heart


def is_classification(facts: Facts) -> bool:
    """Return whether the labels name classes."""
    return facts.data.task != "regression"


def held_out_score(facts: Facts) -> float:
    """Return the score on held-out samples, or on the training samples if none are held out."""
    run = facts.run
    return run.score if run.validation_score is None else run.validation_score


def scores(facts: Facts) -> dict[str, float | None]:
    """Return the scores by name; None for one that is missing, not finite, or not what the loss optimizes."""
    run = facts.run
    found = {"train": run.score, "validation": run.validation_score, "reference": run.reference, "chance": run.chance}
    if not has_score(facts):
        found |= {"train": None, "validation": None}
    return {name: score if score is not None and math.isfinite(score) else None for name, score in found.items()}


def shortfall(facts: Facts) -> float:
    """Return how far the held-out score is below that of the best stock model; 0 if that is not known.

    A score that is not finite counts as chance.
    """
    run = facts.run
    if run.reference is None or not has_score(facts):
        return 0.0
    score = held_out_score(facts)
    return run.reference - (score if math.isfinite(score) else run.chance)


def has_score(facts: Facts) -> bool:
    """Return whether accuracy or R² can be computed and measures what the loss optimizes."""
    return facts.network.score_tells and facts.run.comparable


def has_baseline(facts: Facts) -> bool:
    """Return whether there is a baseline for the score: that of a stock model or, for few samples, a perfect score.

    There is none, for example, for labels of many steps or pixels, to which no stock model is fitted.
    """
    few = not facts.data.reconstructs and (facts.data.samples < FEW or not facts.data.held_out)
    return has_score(facts) and (facts.run.reference is not None or few)


def outdoes(facts: Facts) -> bool:
    """Return whether a model is clearly better than stock models and better than chance on held-out samples."""
    return shortfall(facts) < -0.02 and held_out_score(facts) > facts.run.chance


def unlearned(facts: Facts) -> float:
    """Return the share of what can be learned from the training samples that was not learned: 0 is best, 1 is worst.

    The best possible score is that of stock models on held-out samples, or 1 if none was fitted. Without a baseline,
    the result is 1 if the loss has hardly decreased, and 0 otherwise.
    """
    run = facts.run
    if not has_baseline(facts):
        return float(diverged(facts) or (run.first_loss > 0 and run.loss > 0.95 * run.first_loss))
    least = run.chance + min(0.05, 0.2 * (1 - run.chance))
    best = 1.0 if run.reference is None else max(run.reference, least)
    score = run.score if math.isfinite(run.score) else run.chance
    if outdoes(facts):  # for example if a few outliers dominate R² and the loss ignores them
        score = max(score, held_out_score(facts))
    return float(np.clip((best - score) / max(best - run.chance, 0.05), 0.0, 1.0))


def excels(facts: Facts) -> bool:
    """Return whether unusual settings do no harm: the training score is perfect, or stock models are clearly worse."""
    learned = unlearned(facts) == 0 and facts.run.score == 1 and shortfall(facts) <= 0
    return learned or outdoes(facts)


def fallen_short(facts: Facts, limits: Limits) -> bool:
    """Return whether a model has learned less than it could, or is worse than stock models on held-out samples."""
    return unlearned(facts) > limits.unlearned or shortfall(facts) > limits.shortfall


def gap(facts: Facts) -> float:
    """Return the training score minus the held-out score; 0 if that is not known."""
    run = facts.run
    if run.validation_score is None or not has_score(facts):
        return 0.0
    difference = run.score - run.validation_score
    return difference if math.isfinite(difference) else 0.0


def rise(facts: Facts) -> float:
    """Return the last validation loss over the smallest one of all epochs; 1 if there is none."""
    losses = facts.run.history.get("val_loss")
    if losses is None or not len(losses) or not np.isfinite(losses).all() or losses.min() <= 0:
        return 1.0
    return float(losses.iloc[-1] / losses.min())


def diverged(facts: Facts) -> bool:
    """Return whether a loss or an output was not finite."""
    run = facts.run
    lost = len(run.steps) > 0 and run.steps["not_finite"].sum() > 0
    known = facts.network.loss != "" or len(run.history) > 0  # a custom `train_step` may not report a loss
    return lost or (known and not math.isfinite(run.loss)) or (run.comparable and not math.isfinite(run.score))
