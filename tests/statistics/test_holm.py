import numpy as np
import pytest

from confoundry.statistics.holm import holm


def test_the_textbook_example():
    # 0.01·4, then max(0.04, 0.02·3), max(…, 0.03·2), max(…, 0.04·1)
    assert holm(np.array([0.04, 0.01, 0.03, 0.02])) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_no_p_is_above_one():
    assert holm(np.array([0.6, 0.7])) == pytest.approx([1, 1])


def test_what_was_not_compared_does_not_count():
    adjusted = holm(np.array([0.01, np.nan, 0.02]))
    assert adjusted[[0, 2]] == pytest.approx([0.02, 0.02])
    assert np.isnan(adjusted[1])
    assert len(holm(np.zeros(0))) == 0
