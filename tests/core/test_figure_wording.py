import math

import pytest

from confoundry.figures import Figure
from confoundry.wording import alignment_words, hundredths, interval, listed, percent, points, share
from confoundry.wording import tolerance_words as tolerance

NAN = math.nan


@pytest.mark.parametrize(
    ("figure", "says"),
    [
        (Figure(0.3412, 0.31, 0.37), "34%"),
        (Figure(0.9812, 0.975, 0.985), "98.1%"),  # narrower than 2 points: a decimal
        (Figure(0.34), "34%"),
        (Figure(), "–"),
    ],
)
def test_a_share_is_as_fine_as_its_interval(figure, says):
    assert share(figure) == says


@pytest.mark.parametrize(
    ("figure", "says", "limits"),
    [
        (Figure(0.12, 0.09, 0.15), "12", "9–15"),
        (Figure(-0.031, -0.05, -0.01), "−3", "−5 to −1"),
        (Figure(0.004, -0.006, 0.009), "0.4", "−0.6 to 0.9"),
        (Figure(0.5, NAN, NAN), "50", ""),
    ],
)
def test_points_and_their_limits(figure, says, limits):
    assert (points(figure), interval(figure)) == (says, limits)


def test_there_is_no_minus_before_zero():
    assert hundredths(-0.001) == "0"
    assert hundredths(-0.001, 1) == "−0.1"


@pytest.mark.parametrize(("text", "says"), [("0.95", "95%"), ("1.0", "100%"), ("0.995", "99.5%"), ("0.57", "57%")])
def test_percent(text, says):
    assert percent(text) == says


def test_alignments_in_words():
    assert alignment_words("control", "light") == "light mixed"
    assert alignment_words("0.95", "light") == "light goes with the class in 95%"


@pytest.mark.parametrize(
    ("text", "says"), [("0.87", "87%"), ("< 0.5", "below 50%"), ("≥ 0.99", "99% or more"), (None, "–"), ("", "–")]
)
def test_tolerance(text, says):
    assert tolerance(text) == says


def test_lists():
    assert listed(["l1"]) == "l1"
    assert listed(["l1", "l2", "dropout"]) == "l1, l2 and dropout"
