"""Has a network learned enough to be a baseline? One that hardly learned says little, shortcut or not."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from confoundry.alignments import CONTROL
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.limits import LIMITS
from confoundry.diagnosis.measured.reference import HELD_OUT
from confoundry.diagnosis.shortcut import Audit
from confoundry.figures import Figure

FAILED = "failed to train"  # a verdict that says it already
MISSED = 1 / 3  # of what the stock model gains over chance


@dataclass(frozen=True)
class Learned:
    """How much a network has learned, beside a stock model.

    Attributes:
        right: Share of its answers that are right.
        images: On which images: those without a shortcut, or those with the shortcut mixed.
        stock: What the stock model reaches on the validation images, untouched.
        stock_name: Which one it is.
        hardly: Whether the network has hardly learned.
    """

    right: float
    images: str
    stock: float
    stock_name: str
    hardly: bool


def learned(audit: Audit, variant: str, facts: Facts) -> Learned | None:
    """Return how much a variant has learned; None where it failed to train, or nothing is known of a stock model.

    The variant's own accuracy where nothing is planted counts. A study that always plants something has only networks
    that were trained with the shortcut mixed: of those the better of two accuracies counts, with the shortcut and
    without, so that a shortcut that hides the object is not taken for a network that learns nothing.
    """
    found = list(_figures(audit, variant))
    run = facts.run
    if not found or run.reference is None or audit.verdicts.get(variant) == FAILED:
        return None
    images, figure = max(found, key=lambda one: one[1].value)
    hardly = has_hardly_learned(figure, run.reference, min(facts.data.held_out, HELD_OUT), run.chance)
    return Learned(figure.value, images, run.reference, run.reference_name, hardly)


def _figures(audit: Audit, variant: str) -> Iterator[tuple[str, Figure]]:
    untouched = audit.figures.of(audit.untouched, variant, "plain_accuracy", CONTROL)
    if untouched.known:
        yield "untouched test images", untouched
        return
    mixed = {"unbiased_accuracy": f"test images with the {audit.noun} mixed", "plain_accuracy": "untouched test images"}
    for metric, images in mixed.items():
        figure = audit.figure(variant, metric, CONTROL)
        if figure.known:
            yield images, figure


def has_hardly_learned(figure: Figure, stock: float, stock_images: int, chance: float) -> bool:
    """Return whether a network is surely and far below a stock model (`Hardly learned` in docs/metrics.md).

    The limits of the difference are those of both shares (Newcombe 1998, method 10, for shares that are not paired).

    Args:
        figure: The network's accuracy.
        stock: The stock model's.
        stock_images: On how many images.
        chance: Share of the largest class.
    """
    from scipy.stats import binomtest

    low = binomtest(round(stock * stock_images), stock_images).proportion_ci(0.95, "wilson").low
    if figure.bounded:
        high = figure.high
    else:  # too few training seeds for limits: those of the test images alone
        right = binomtest(round(figure.value * figure.images), figure.images)
        high = right.proportion_ci(0.95, "wilson").high
    behind = stock - figure.value
    surely = behind - math.hypot(stock - low, high - figure.value)
    return surely > LIMITS.shortfall and behind > MISSED * (stock - chance)
