import numpy as np
import pytest

from confoundry.statistics.crossed import crossed


def by_hand():
    # Three seeds, two images, one number each; value = row mean, influence = number − row mean.
    x = np.array([[1.0, 3.0], [2.0, 6.0], [3.0, 3.0]])
    return x.mean(axis=1), x - x.mean(axis=1, keepdims=True)


def test_the_parts_are_those_worked_out_by_hand():
    one = crossed(*by_hand())
    # values 2, 4, 3: mean 3, s² = 1. Influences (−1, 1), (−2, 2), (0, 0): I = (−1, 1), var(I) = 2.
    # E = (0, 0), (−1, 1), (1, −1): sum of squares 4, by (R−1)(N−1) = 2: var(E) = 2.
    assert one.value == 3
    assert one.replicate_part == pytest.approx(1 / 3)
    assert one.image_part == pytest.approx(2 / 2)
    assert one.interaction_part == pytest.approx(2 / 6)
    assert one.variance == pytest.approx(1 / 3 + 1 - 1 / 3)
    # df = V² / [(1/3)²/2 + 1²/1] = 1 / (1/18 + 1) = 18/19
    assert one.df == pytest.approx(18 / 19)


def test_the_limits_are_students():
    # One image a unit apart from no other: only seeds vary. Values 0…4: s²/R = 2.5/5, t(4, 0.975) = 2.776445.
    one = crossed(np.arange(5.0), np.zeros((5, 100)))
    assert one.limits(0.95) == pytest.approx((2 - 2.776445 * 0.5**0.5, 2 + 2.776445 * 0.5**0.5), abs=1e-5)
    assert one.limits(0.90) == pytest.approx((2 - 2.131847 * 0.5**0.5, 2 + 2.131847 * 0.5**0.5), abs=1e-5)
    # t = 2/√0.5 = 2.828 with 4 df: between p = 0.05 (2.776) and p = 0.04 (2.999).
    assert 0.04 < one.p_value() < 0.05


def test_the_variance_is_no_less_than_either_part():
    # Values do not vary, and influences are all interaction: I = 0, so that the sum would be negative.
    influences = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]])
    one = crossed(np.zeros(4), influences)
    assert (one.replicate_part, one.image_part) == (0, 0)
    assert one.interaction_part == pytest.approx(8 / 3 / 8)
    assert one.variance == 0
    assert one.limits(0.95) == (0, 0)
    assert one.p_value() == 1


def test_below_three_replicates_there_is_no_interval():
    values, influences = by_hand()
    two = crossed(values[:2], influences[:2])
    assert two.value == 3
    assert np.isnan(two.limits(0.95)).all()
    assert np.isnan(two.p_value())


def test_without_data_there_is_no_value():
    assert np.isnan(crossed(np.zeros(0), np.zeros((0, 3))).value)
    nothing = crossed(np.full(3, np.nan), np.full((3, 4), np.nan))
    assert np.isnan(nothing.value)
    assert nothing.replicates == 0


def test_a_replicate_without_a_value_is_left_out():
    values, influences = by_hand()
    more = np.vstack([influences, [np.nan, np.nan]])
    assert crossed(np.append(values, np.nan), more) == crossed(values, influences)


def test_images_that_do_not_count_change_nothing():
    values, influences = by_hand()
    padded = np.zeros((3, 5))
    padded[:, [1, 3]] = influences * 5 / 2  # N times the shift, of 5 images now
    counted = np.array([False, True, False, True, False])
    padded_one, one = crossed(values, padded, counted=counted), crossed(values, influences)
    for part in ("value", "replicate_part", "image_part", "interaction_part", "df", "units"):
        assert getattr(padded_one, part) == pytest.approx(getattr(one, part))


def test_images_of_a_cluster_move_together():
    values, influences = by_hand()
    twice = np.repeat(influences, 3, axis=1)  # each image three times: no new knowledge
    clusters = np.array([7, 7, 7, 4, 4, 4])
    one, clustered = crossed(values, influences), crossed(values, twice, clusters=clusters)
    assert clustered.image_part == pytest.approx(one.image_part)
    assert clustered.units == 2
    assert crossed(values, twice).image_part < one.image_part


def test_more_replicates_shrink_their_part_and_leave_the_images():
    one = crossed(*by_hand())
    four = one.with_replicates(12)
    assert four.replicate_part == pytest.approx(1 / 12)
    assert four.interaction_part == pytest.approx(1 / 12)
    assert four.image_part == pytest.approx(2 / 3 + 1 / 12)
    endless = one.with_replicates(np.inf)
    assert endless.variance == pytest.approx(2 / 3)
    assert endless.df == pytest.approx(1)
    assert one.with_replicates(3) == one


def test_the_interval_covers_what_it_should():
    rng, covered, runs = np.random.default_rng(4), 0, 600
    R, N, truth = 5, 60, 0.3
    for _ in range(runs):
        seed, image = rng.normal(0, 0.04, R), rng.normal(0, 0.3, N)
        x = truth + seed[:, None] + image + rng.normal(0, 0.3, (R, N))
        values = x.mean(axis=1)
        low, high = crossed(values, x - values[:, None]).limits(0.95)
        covered += low <= truth <= high
    assert 0.90 <= covered / runs <= 0.99
