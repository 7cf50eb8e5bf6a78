"""Alignments as text and as exact shares."""

from fractions import Fraction

import pytest

from confoundry.alignments import alignment_share, alignment_text, baseline_alignment, in_order


@pytest.mark.parametrize(
    ("alignment", "text"),
    [("control", "control"), (0.5, "0.5"), (0.95, "0.95"), (1, "1.0"), (1.0, "1.0"), (0.1, "0.1")],
)
def test_text(alignment, text):
    assert alignment_text(alignment) == text


def test_shares_are_exact():
    assert alignment_share("0.95", 10) == Fraction(19, 20)
    assert alignment_share("1.0", 10) == 1
    assert alignment_share("control", 10) == Fraction(1, 10)
    assert alignment_share("control", 3) == Fraction(1, 3)


def test_order():
    assert in_order(["1.0", "0.5", "control", "0.95", "0.5"]) == ["control", "0.5", "0.95", "1.0"]


def test_training_is_judged_where_no_shortcut_helps():
    assert baseline_alignment(["0.95", "control", "0.95"]) == "control"
    assert baseline_alignment(["0.95", "1.0"]) == "0.95"
