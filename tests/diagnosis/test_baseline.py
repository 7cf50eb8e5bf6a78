"""Which networks have hardly learned: by an accuracy with its limits, beside that of a stock model."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from confoundry.diagnosis.baseline import Learned, has_hardly_learned, learned
from confoundry.diagnosis.facts import DataFacts, Facts, NetworkFacts, RunFacts
from confoundry.diagnosis.shortcut import Audit
from confoundry.figures import Figure, Figures
from confoundry.tables import TABLES

NAN = math.nan
NONE = pd.DataFrame()
NETWORK = NetworkFacts((), 0, 10, "softmax", "sparse_categorical_crossentropy", False, "adam", 0.001)
RUN = RunFacts(2, 32, NONE, NONE, NONE, 0.5, 1.0, 0.5, 1.0, 0.1, 2.3, 0.1, 0.8, "extra trees")
FACTS = Facts(NETWORK, DataFacts(3500, 537, "multiclass", "index", 10), RUN)


@pytest.mark.parametrize(
    ("right", "half", "stock", "chance"),
    [(0.48, 0.03, 0.80, 0.1), (0.48, 0.03, 0.80, 1 / 3), (0.48, 0.03, 0.80, 0.5), (0.6, 0.03, 0.98, 0.1)],
)
def test_far_below_a_stock_model(right, half, stock, chance):
    assert has_hardly_learned(Figure(right, right - half, right + half, 961, 3), stock, 537, chance)


@pytest.mark.parametrize(
    ("right", "half", "stock", "chance"),
    [
        (0.97, 0.01, 0.98, 0.1),
        (0.97, 0.001, 0.90, 0.1),
        (0.904, 0.02, 0.924, 0.1),
        (0.85, 0.02, 0.98, 0.1),  # 13 points behind, of 88 that the stock model gained
        (0.12, 0.003, 0.14, 0.1),  # half of what the stock model gained, which is next to nothing
    ],
)
def test_as_good_or_nearly(right, half, stock, chance):
    assert not has_hardly_learned(Figure(right, right - half, right + half, 10_000, 3), stock, 1000, chance)


@pytest.mark.parametrize("stock", [0.72, 0.80])
def test_on_50_test_images_and_25_validation_images_noise_is_no_finding(stock):
    figure = Figure(0.60, 0.46, 0.74, 50, 3)  # two classes; 0.72 and 0.80 of 25 are 18 and 20 right ones
    assert not has_hardly_learned(figure, stock, 25, 0.5)


def test_below_three_training_seeds_the_images_alone_give_limits():
    """By Wilson's formula 16 of 20 are 0.58 at least, and 10 of 20 are 0.70 at most: 0.3 is not surely above 0.05."""
    assert not has_hardly_learned(Figure(0.5, NAN, NAN, 20, 1), 0.8, 20, 0.1)
    assert has_hardly_learned(Figure(0.48, NAN, NAN, 961, 1), 0.8, 537, 0.1)


def audit(*rows, untouched="", verdict="follows"):
    """What was found of one variant under the light: confound, metric and accuracy, where the light is mixed."""
    table = [
        (confound, "l2", "control", metric, value, value - 0.03, value + 0.03, 961, 3, 0)
        for confound, metric, value in rows
    ]
    return Audit(
        confound="lighting",
        noun="light",
        levels=10,
        verdict_at="0.95",
        verdicts={"l2": verdict},
        figures=Figures(pd.DataFrame(table, columns=list(TABLES["summary"]))),
        comparisons=pd.DataFrame(columns=list(TABLES["comparisons"])),
        lines={},
        untouched=untouched,
    )


def test_the_accuracy_where_nothing_is_planted_counts():
    rows = [("none", "plain_accuracy", 0.48), ("lighting", "unbiased_accuracy", 0.3)]
    expected = Learned(0.48, "untouched test images", 0.8, "extra trees", hardly=True)
    assert learned(audit(*rows, untouched="none"), "l2", FACTS) == expected


def test_the_network_is_not_blamed_for_a_shortcut_that_hides_the_object():
    rows = [("none", "plain_accuracy", 0.79), ("lighting", "unbiased_accuracy", 0.3)]
    found = learned(audit(*rows, untouched="none"), "l2", FACTS)
    assert found is not None
    assert not found.hardly


@pytest.mark.parametrize(
    ("mixed", "plain", "right", "images", "hardly"),
    [
        (0.48, 0.40, 0.48, "test images with the light mixed", True),
        (0.40, 0.48, 0.48, "untouched test images", True),
        (0.40, 0.79, 0.79, "untouched test images", False),
    ],
)
def test_without_such_a_run_the_better_of_two_accuracies_counts(mixed, plain, right, images, hardly):
    rows = [("lighting", "unbiased_accuracy", mixed), ("lighting", "plain_accuracy", plain)]
    assert learned(audit(*rows), "l2", FACTS) == Learned(right, images, 0.8, "extra trees", hardly=hardly)


def test_nothing_is_said_of_what_failed_or_has_no_stock_model():
    row = ("none", "plain_accuracy", 0.48)
    assert learned(audit(row, untouched="none", verdict="failed to train"), "l2", FACTS) is None
    assert learned(audit(row, untouched="none"), "l2", replace(FACTS, run=replace(RUN, reference=None))) is None
    assert learned(audit(untouched="none"), "l2", FACTS) is None
