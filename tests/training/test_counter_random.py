"""Random numbers by counter: evenly spread, and independent between steps, layers, units and seeds.

Each check gives p-values, of counts so large that a bias of 0.1% is six standard deviations. What a broken generator
draws must fail the same checks.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from confoundry.training import counter_random
from confoundry.training.counter_random import bits, dropout, normal, randint, truncated_normal, uniform

LEVEL = 1e-4  # of all p-values of a check together
UNITS = 40_000_000  # 0.1% of ½ is 6.3 standard deviations of a share of so many
KEYS = [(0, 0), (0, 1), (0, 2), (0, 1000), (1, 0), (2, 0), (2**31 - 1, 0)]  # seed and step
LAGS = (1, 2, 3, 7, 16, 64, 128, 500, 784, 4096)
DRAWS, WORDS = 2048, 1 << 14


@tf.function(jit_compile=True, autograph=False)
def mask_of(generator, rate):
    return dropout(tf.ones([UNITS]), rate, seed=generator) != 0


@pytest.fixture(scope="module")
def draw():
    """Gives the mask of a seed and a step, at a rate."""
    generator, kept = keras.random.SeedGenerator(0), {}

    def mask(seed, step, rate=0.5):
        if (seed, step, rate) not in kept:
            generator.state.assign([seed, step])
            kept[seed, step, rate] = mask_of(generator, rate).numpy()
        return kept[seed, step, rate]

    return mask


def normal_p(value, deviation):
    return 2 * stats.norm.sf(abs(value) / deviation)


def rate_p(mask, rate):
    return normal_p(mask.mean() - (1 - rate), np.sqrt(rate * (1 - rate) / mask.size))


def pair_p(one, other):
    """Of the 2×2 table of two masks."""
    both = np.count_nonzero(one & other)
    first, second, n = np.count_nonzero(one), np.count_nonzero(other), one.size
    table = np.array([[both, first - both], [second - both, n - first - second + both]])
    return stats.chi2_contingency(table, correction=False).pvalue


def serial_ps(mask, lags=LAGS):
    return {lag: pair_p(mask[:-lag], mask[lag:]) for lag in lags}


def uniform_p(values, kinds):
    """Of how often each kind comes."""
    return stats.chisquare(np.bincount(values.ravel(), minlength=kinds)).pvalue


def repeats_p(words):
    """Of how many of n words of 32 bits came before: n² / 2³³ where draws do not overlap."""
    expected = words.size**2 / 2**33
    sequence = np.sort(words, axis=None)
    found = np.count_nonzero(sequence[1:] == sequence[:-1])
    return normal_p(found - expected, np.sqrt(expected))


def fit_in(ps):
    """Whether no p-value of several is too small for chance."""
    return min(ps) * len(ps) > LEVEL


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_rate_is_what_was_asked(draw, rate):
    assert fit_in([rate_p(draw(3, 4, rate), rate)])
    assert fit_in([rate_p(draw(*key), 0.5) for key in KEYS])


def test_a_bias_of_a_thousandth_is_seen(draw):
    assert not fit_in([rate_p(draw(0, 0, 0.5005), 0.5)])
    one, other = draw(0, 0), draw(0, 1).copy()
    other[::1000] = one[::1000]
    assert not fit_in([pair_p(one, other)])


def test_masks_of_other_steps_and_of_other_seeds_are_independent(draw):
    pairs = [(one, other) for i, one in enumerate(KEYS) for other in KEYS[:i]]
    assert fit_in([pair_p(draw(*one), draw(*other)) for one, other in pairs])
    shifted = [pair_p(draw(*one)[:-lag], draw(*KEYS[0])[lag:]) for one in KEYS[1:3] for lag in (1, 784)]
    assert fit_in(shifted)


def test_units_of_a_mask_are_independent(draw):
    assert fit_in(list(serial_ps(draw(0, 0)).values()))
    assert fit_in(list(serial_ps(draw(1, 0)).values()))


def words_of_draws():
    @tf.function(jit_compile=True, autograph=False)
    def draws():
        generator.state.assign([7, 0])
        collected = tf.TensorArray(tf.uint32, DRAWS, element_shape=[WORDS])
        step = lambda i, found: (i + 1, found.write(i, bits([WORDS], generator)))  # noqa: E731
        return tf.while_loop(lambda i, _: i < DRAWS, step, (0, collected))[1].stack()

    generator = keras.random.SeedGenerator(0)
    return draws().numpy()


def test_every_byte_of_the_words_is_spread_evenly_and_draws_do_not_overlap():
    words = words_of_draws()
    few = words[:512]  # 8 million
    octets = few.view(np.uint8).reshape(-1, 4)
    assert fit_in([uniform_p(octets[:, place], 256) for place in range(4)])
    pairs = [(few >> shift & 255) for shift in (0, 24)]  # the lowest and the highest byte, with the next word's
    assert fit_in([uniform_p(byte[:, :-1].astype(np.int64) * 256 + byte[:, 1:], 65536) for byte in pairs])
    between = (few[:-1] >> 24).astype(np.int64) * 256 + (few[1:] >> 24)  # of one unit, in successive draws
    assert fit_in([uniform_p(between, 65536)])
    assert fit_in([repeats_p(words)])


def mixed(words):
    """The hash of one key, in NumPy: by C. Wellons' lowbias32."""
    for shift, factor in [(16, 0x7FEB352D), (15, 0x846CA68B)]:
        words = (words ^ words >> np.uint32(shift)) * np.uint32(factor)
    return words ^ words >> np.uint32(16)


def test_broken_generators_fail(draw):
    repeating = draw(0, 0), draw(0, 0)  # the step left out
    assert not fit_in([pair_p(*repeating)])
    added = {(seed, step): draw(seed + step, 0) for seed, step in [(0, 1), (1, 0)]}  # the step added to the seed
    assert not fit_in([pair_p(added[0, 1], added[1, 0])])
    units, keys = np.arange(WORDS, dtype=np.uint32), mixed(np.arange(DRAWS, dtype=np.uint32))
    assert not fit_in([repeats_p(mixed(units ^ keys[:, None]))])  # one key of 32 bits
    weak = np.arange(UNITS, dtype=np.uint32) * np.uint32(0x9E3779B1) >> 31 == 1  # a product alone
    assert not fit_in(list(serial_ps(weak).values()))


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda shape, seed: uniform(shape, -2.0, 3.0, seed=seed), stats.uniform(-2, 5)),
        (lambda shape, seed: normal(shape, 1.0, 2.0, seed=seed), stats.norm(1, 2)),
        (lambda shape, seed: truncated_normal(shape, 1.0, 2.0, seed=seed), stats.truncnorm(-2, 2, 1, 2)),
    ],
)
def test_a_distribution_is_that_of_its_name(make, expected):
    found = make([1000, 1000], 5).numpy().astype(np.float64)
    assert found.shape == (1000, 1000)
    low, high = expected.support()
    assert low <= found.min() < found.max() <= high
    assert fit_in([stats.kstest(found.ravel(), expected.cdf).pvalue])
    assert fit_in([normal_p(found.mean() - expected.mean(), expected.std() / 1000)])
    fourth = expected.stats(moments="k") + 2  # of the variance's own variance
    assert fit_in([normal_p(found.var() - expected.var(), expected.var() * np.sqrt(fourth) / 1000)])
    assert (make([5], 5).numpy() == make([5], 5).numpy()).all()
    assert (make([5], 5).numpy() != make([5], 6).numpy()).any()


def test_integers_are_from_the_first_to_below_the_last():
    found = randint([1_000_000], -3, 7, seed=2).numpy()
    assert (found.dtype, found.min(), found.max()) == (np.int32, -3, 6)
    assert fit_in([uniform_p(found + 3, 10)])


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dropout_scales_what_it_keeps(dtype):
    found = dropout(tf.constant([[2.0] * 500] * 4, dtype), 0.75, seed=3).numpy()
    assert found.dtype == dtype
    assert set(np.unique(found)) == {0, 8}
    assert (dropout(tf.fill([4, 5], 2.0), 0, seed=3).numpy() == 2).all()
    assert (dropout(tf.fill([4, 5], 2.0), 1, seed=3).numpy() == 0).all()


def test_xla_draws_the_same_words():
    compiled = tf.function(lambda: bits([50, 7], 3), jit_compile=True, autograph=False)
    assert (compiled().numpy() == bits([50, 7], 3).numpy()).all()


def test_dropout_of_whole_channels_and_noise_under_keras_own_layers():
    ones = tf.ones([50, 6, 40])
    with counter_random.counter_random():
        channels = keras.layers.SpatialDropout1D(0.5, seed=1)(ones, training=True).numpy()
        noise = keras.layers.GaussianNoise(0.5, seed=1)(ones, training=True).numpy()
        still = keras.layers.Dropout(0.5, seed=1)(ones, training=False).numpy()
    assert (channels == channels[:, :1]).all()
    assert 900 < np.count_nonzero(channels[:, 0]) < 1100
    assert noise.std() == pytest.approx(0.5, rel=0.05)
    assert (still == 1).all()


def test_keras_draws_its_own_numbers_before_and_after_even_if_it_failed():
    def drawn():
        return keras.random.dropout(tf.ones([100]), 0.5, seed=1).numpy()

    before = drawn()
    with counter_random.counter_random():
        assert (drawn() != before).any()
    assert (drawn() == before).all()
    with pytest.raises(ZeroDivisionError), counter_random.counter_random():
        raise ZeroDivisionError
    assert (drawn() == before).all()
