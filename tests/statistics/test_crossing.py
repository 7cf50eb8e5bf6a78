import numpy as np
import pytest

from confoundry.statistics.crossing import crossing

PLACES = np.array([0.0, 1.0, 2.0, 3.0])


def test_it_is_read_off_a_straight_line():
    assert crossing(PLACES, np.array([0.0, 0.0, 0.2, 0.4]), 0.05) == pytest.approx(1.25)


def test_a_dip_is_levelled_first():
    # 0.1 and 0.0 are pooled to 0.05; the crossing of 0.06 lies 0.01/0.15 of the way from place 2 to place 3.
    assert crossing(PLACES, np.array([0.0, 0.1, 0.0, 0.2]), 0.06) == pytest.approx(2 + 1 / 15)


def test_the_last_place_within_the_level_counts():
    assert crossing(PLACES, np.array([0.05, 0.05, 0.05, 0.15]), 0.05) == pytest.approx(2)


@pytest.mark.parametrize(("heights", "expected"), [([0.1, 0.1, 0.2, 0.3], -np.inf), ([0.0, 0.0, 0.01, 0.05], np.inf)])
def test_beyond_the_ends(heights, expected):
    assert crossing(PLACES, np.array(heights), 0.05) == expected


def test_one_place_is_enough():
    assert crossing(np.array([2.0]), np.array([0.04]), 0.05) == np.inf
    assert crossing(np.array([2.0]), np.array([0.06]), 0.05) == -np.inf
