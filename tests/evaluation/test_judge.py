import numpy as np
import pytest

from confoundry.evaluation.judge import judge
from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.undecided import why_undecided
from confoundry.statistics.crossed import Crossed

LIMITS = LimitSettings()  # follows 0.5, leans 0.02, cost 0.03


def sure(value, half):
    """A number whose 90 % limits are value ± half: infinite degrees of freedom in all but name."""
    return Crossed(value, 0.0, (half / 1.6448536) ** 2, 0.0, 10, 10**9)


@pytest.mark.parametrize(
    ("pull", "cost", "expected"),
    [
        ((0.60, 0.09), (0.5, 0.1), "follows"),
        ((0.60, 0.11), (0.5, 0.1), "leans"),  # may be below a half
        ((0.10, 0.07), (0.0, 0.1), "leans"),  # surely above 0.02, whatever the cost
        ((0.015, 0.01), (0.05, 0.01), "leans"),  # surely above 0, and accuracy is surely lost
        ((0.015, 0.02), (0.05, 0.01), "undecided"),
        ((0.015, 0.01), (0.05, 0.03), "undecided"),
        ((0.005, 0.01), (0.01, 0.01), "ignores"),
        ((-0.005, 0.01), (-0.10, 0.01), "ignores"),
        ((0.0, 0.01), (0.01, 0.03), "undecided"),
        ((0.0, 0.01), (0.05, 0.01), "distracted"),
        ((0.01, 0.02), (0.01, 0.01), "undecided"),
        ((-0.05, 0.01), (0.0, 0.01), "undecided"),  # drawn away from it: in no verdict's region
    ],
)
def test_each_verdict(pull, cost, expected):
    assert judge(sure(*pull), sure(*cost), LIMITS) == expected


def test_the_limits_come_from_params():
    assert judge(sure(0.4, 0.01), sure(0.1, 0.01), LimitSettings(follows=0.3)) == "follows"
    assert judge(sure(0.04, 0.01), sure(0.01, 0.005), LimitSettings(leans=0.06)) == "ignores"


def test_the_limits_are_at_90_percent():
    # Five seeds, no image part: t(4, 0.95) = 2.1318, t(4, 0.975) = 2.7764. Standard error 0.004, pull 0.03.
    pull, cost = Crossed(0.03, 0.004**2, 0.0, 0.0, 5, 100), Crossed(0.0, 0.0, 0.0, 0.0, 5, 100)
    assert pull.limits(0.95)[0] < 0.02 < pull.limits(0.90)[0]
    assert judge(pull, cost, LIMITS) == "leans"


def test_how_many_seeds_would_decide():
    # Only seeds vary, s = 0.02, pull 0.03: R must give t(R−1, 0.95)·0.02/√R < 0.01. t(12) = 1.7823: R = 13 gives
    # 0.00989; t(11) = 1.7959: R = 12 gives 0.01037.
    pull, cost = Crossed(0.03, 0.02**2 / 5, 0.0, 0.0, 5, 1000), Crossed(0.0, 0.0, 0.0, 0.0, 5, 1000)
    assert judge(pull, cost, LIMITS) == "undecided"
    assert why_undecided(pull, cost, LIMITS) == "about 13 training seeds would decide"


def test_an_estimate_in_no_region_will_stay_undecided():
    reason = why_undecided(sure(-0.05, 0.01), sure(0.0, 0.01), LIMITS)
    assert reason.startswith("more training seeds will not decide: answers are drawn away from the shortcut")
    assert "-5.0 points, limit -2.0 points" in reason


@pytest.mark.parametrize(
    ("pull", "cost", "expected"),
    [
        ((0.0, 0.03), (0.0, 0.01), "the answers drawn can only be narrowed down to 0.0 points ± 3.0"),
        ((0.0, 0.01), (0.0, 0.04), "the accuracy lost can only be narrowed down to 0.0 points ± 4.0"),
    ],
)
def test_too_few_images(pull, cost, expected):
    reason = why_undecided(sure(*pull), sure(*cost), LIMITS)
    assert reason.startswith("more training seeds will not decide, more test images would: ")
    assert reason.endswith(expected)


def test_very_many_seeds():
    pull = Crossed(0.0201, 0.02**2 / 5, 0.0, 0.0, 5, 1000)
    assert why_undecided(pull, sure(0.0, 0.001), LIMITS) == "over 1000 training seeds would be needed"
    assert np.isfinite(pull.value)
