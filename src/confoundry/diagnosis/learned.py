"""How much a model has learned: its scores beside those of stock models, its losses, whether it diverged."""

import math

import numpy as np

from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import Limits

FEW = 20  # samples, all of which may be learned by heart


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
