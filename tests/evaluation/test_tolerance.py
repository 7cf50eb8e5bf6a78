import numpy as np
import pytest

from confoundry.evaluation.table import SHORTCUT_COST
from confoundry.evaluation.tolerance import Tolerance


@pytest.fixture
def arms(answering, worlds, ignoring):
    """The control without fault; at each other alignment a share (in hundredths) of wrong answers, a seed at a time."""

    def build(**wrong):
        labels, maps = worlds(R=5, per_class=20)
        right = ignoring(labels, maps, 5, 5).argmax(-1)
        found = {"control": answering(right, labels, maps)}
        for alignment, shares in wrong.items():
            answers = right.copy()
            for r, share in enumerate(np.broadcast_to(shares, 5)):
                answers[r, :share] = (labels[:share, None] + 1) % 5
            found[alignment] = answering(answers, labels, maps)
        return found

    return build


def read(found):
    return Tolerance(SHORTCUT_COST).read(found)


def test_it_is_read_off_in_the_log_of_the_conflicting_share(arms):
    # Costs 0.01 at 0.5 and 0.09 at 0.9: the budget 0.05 is half way between log 0.5 and log 0.1: 1 − √0.05 = 0.7764.
    figure, text = read(arms(**{"0.5": 1, "0.9": 9, "0.99": 40}))
    assert figure.value == pytest.approx(1 - 0.05**0.5)
    assert text == "0.78"
    assert (figure.images, figure.replicates) == (100, 5)
    assert np.isnan(figure.low) or figure.low < figure.value
    assert figure.high > figure.value


def test_its_limits_are_where_the_costs_limits_cross(arms):
    # At 0.9 the seeds lose 3 to 7 of 100: mean 0.05; limits of the cost lie on both sides.
    figure, _ = read(arms(**{"0.5": 0, "0.9": [3, 4, 5, 6, 7], "0.99": 60}))
    assert figure.value == pytest.approx(0.9)
    assert 0.5 < figure.low < 0.9 < figure.high < 0.99


def test_below_the_first(arms):
    figure, text = read(arms(**{"0.5": 30, "0.9": 40}))
    assert (figure.value, text) == (0.5, "< 0.5")
    assert np.isnan(figure.low)
    assert figure.high == pytest.approx(0.5)


def test_past_the_last(arms):
    figure, text = read(arms(**{"0.5": 0, "0.99": 0}))
    assert (figure.value, text) == (0.99, "≥ 0.99")
    assert figure.low == pytest.approx(0.99)
    assert np.isnan(figure.high)


def test_one_alignment_is_enough(arms):
    assert read(arms(**{"0.95": 0}))[1] == "≥ 0.95"
    assert read(arms(**{"0.95": 50}))[1] == "< 0.95"


def test_full_alignment_does_not_count(arms):
    assert read(arms(**{"0.9": 0, "1.0": 90}))[1] == "≥ 0.9"


def test_nothing_to_read_it_off_from(arms):
    for found in (arms(), arms(**{"1.0": 50}), {"0.9": arms(**{"0.9": 0})["0.9"]}):
        figure, text = read(found)
        assert text is None
        assert np.isnan(figure.value)
        assert figure.images == 0


def test_the_budget_is_a_setting(arms):
    assert Tolerance(SHORTCUT_COST, 0.5).read(arms(**{"0.9": 30}))[1] == "≥ 0.9"


def test_failed_replicates_are_counted_once(arms):
    found = arms(**{"0.5": 0, "0.9": 0})
    failed = np.array(["", "diverged", "", "", ""])
    for alignment in ("0.5", "0.9"):
        object.__setattr__(found[alignment], "failures", failed)
    assert read(found)[0].failed == 1
