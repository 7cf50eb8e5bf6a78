import pandas as pd
import pytest

from confoundry.figures import Figures
from confoundry.report.sentences import evidence, holds_up, phrase
from confoundry.report.verdicts import VERDICTS, verdict
from confoundry.tables import TABLES


def said(entry, rows, confound="lighting", noun="light"):
    summary = pd.DataFrame(
        [(confound, "l2", at, metric, *limits, 100, 5, failed) for metric, at, limits, failed in rows],
        columns=list(TABLES["summary"]),
    )
    figures = evidence(entry, Figures(summary), confound, "l2", noun=noun, verdict_at="0.95")
    return f"{phrase(entry, noun)}: {figures}"


def test_a_leaning_variant():
    rows = [("excess_pull", "0.95", (0.12, 0.09, 0.15), 0), ("shortcut_cost", "0.95", (0.21, 0.18, 0.24), 0)]
    assert said({"verdict": "leans"}, rows) == (
        "leans on the light: 12 of 100 answers are drawn to it (9–15), "
        "and 21 points of accuracy are lost where it misleads (18–24)"
    )


def test_one_is_singular_and_less_than_zero_is_none():
    rows = [("excess_pull", "0.95", (-0.004, -0.009, 0.006), 0), ("shortcut_cost", "0.95", (0.01, -0.02, 0.03), 0)]
    assert said({"verdict": "ignores"}, rows) == (
        "ignores the light: no answers are drawn to it (−0.9 to 0.6), "
        "and 1 point of accuracy is lost where it misleads (−2 to 3)"
    )


def test_without_limits_there_are_no_brackets():
    nan = float("nan")
    assert said({"verdict": "undecided"}, [("excess_pull", "0.95", (0.12, nan, nan), 0)]) == (
        "is undecided: 12 of 100 answers are drawn to it"
    )


def test_what_failed_says_so():
    rows = [("conflicting_accuracy", "0.95", (0.1, 0.1, 0.1), 4), ("excess_pull", "0.95", (0.0, 0.0, 0.0), 4)]
    expected = "failed to train: 4 of 5 training seeds ended without a working model"
    assert said({"verdict": "failed to train"}, rows) == expected


def test_a_hidden_object_shows_what_is_left():
    rows = [("unbiased_accuracy", "control", (0.52, 0.5, 0.54), 0)]
    assert said({"verdict": "confound hides the object"}, rows) == (
        "cannot be judged (the light hides the object): 52% right in the control, with the light mixed (50–54)"
    )


def test_the_data_as_they_are():
    rows = [("plain_accuracy", "control", (0.94, 0.92, 0.96), 0)]
    assert said({"verdict": "trained", "plain_accuracy": 0.94}, rows, confound="none") == (
        "trained: 94% right on untouched test images (92–96)"
    )


@pytest.mark.parametrize(
    ("tolerance", "says"),
    [
        ("0.87", "It holds up if the light goes with the class in at most 87% of the training images."),
        (
            "< 0.5",
            "It does not even hold up if the light goes with the class in 50% of the training images, "
            "the least that was tried.",
        ),
        (
            "≥ 0.99",
            "It holds up even if the light goes with the class in 99% of the training images, the most that was tried.",
        ),
        (None, ""),
    ],
)
def test_how_strong_a_shortcut_it_bears(tolerance, says):
    assert holds_up({"verdict": "leans", "tolerance": tolerance}, "light") == says


# The verdicts of docs/metrics.md.
NAMES = [
    "failed to train",
    "confound hides the object",
    "follows",
    "leans",
    "ignores",
    "distracted",
    "undecided",
    "trained",
]


@pytest.mark.parametrize("name", NAMES)
def test_every_verdict_has_words(name):
    assert "{" not in VERDICTS[name].says("the light")
    assert "{" not in VERDICTS[name].meaning.format(noun="light")
    assert VERDICTS[name].mark


def test_a_new_verdict_reads_as_its_name():
    assert verdict("hesitates").says("the light") == "hesitates"
