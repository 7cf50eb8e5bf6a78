"""The figures of the benchmark, against values worked out by hand."""

import numpy as np
import pytest

from bench.gemm import flops, products
from bench.networks import NETWORKS, dense, initial_weights, shapes
from bench.summary import difference, figure, network_summary, ratio
from bench.words import judged, plain


def test_a_figure_is_the_median_with_quartiles():
    assert figure([4.0, 1.0, 3.0, 2.0, 5.0]) == {"median": 3, "low": 2, "high": 4}


def test_ratios_are_taken_round_by_round():
    assert ratio([2.0, 8.0, 30.0], [1.0, 2.0, 10.0]) == {"median": 3, "low": 2.5, "high": 3.5}


def test_a_difference_has_limits_of_students_t():
    # Pairs differ by 1, 2 and 3: mean 2, standard deviation 1, t(0.975, 2) = 4.3027, so 2 ± 4.3027 / √3.
    assert difference([0.3, 0.5, 0.7], [0.2, 0.3, 0.4]) == {"mean": 0.2, "low": -0.0484, "high": 0.4484, "same": True}
    assert difference([0.21, 0.31, 0.42], [0.11, 0.21, 0.31])["same"] is False
    assert difference([0.5], [0.4]) == {"mean": 0.1, "low": None, "high": None, "same": None}


def test_products_of_the_mlp():
    forward = 2 * 32 * (784 * 128 + 128 * 64 + 64 * 10)
    inputs = 2 * 32 * (128 * 64 + 64 * 10)  # the first layer needs no gradient of its input
    assert flops(NETWORKS["mlp"], 32) == 2 * forward + inputs


def test_a_convolution_is_the_product_over_its_patches():
    first = products(NETWORKS["cnn"], 32)[:2]
    rows = 32 * 26 * 26
    assert first == [((rows, 9, False), (9, 16, False)), ((9, rows, True), (rows, 16, False))]
    assert products(NETWORKS["cnn"], 32)[4] == ((32 * 11 * 11, 32, False), (32, 144, True))


def test_shapes_of_lenet():
    after = [shape for _, _, shape in shapes(NETWORKS["lenet"])]
    assert after == [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,), (120,), (84,), (10,)]


def test_initial_weights_are_glorot_uniform():
    kernel, bias = initial_weights([dense(1000)], np.random.default_rng(0))[:2]
    limit = np.sqrt(6 / (28 + 1000))
    assert kernel.min() == pytest.approx(-limit, rel=0.01)
    assert kernel.max() == pytest.approx(limit, rel=0.01)
    assert not bias.any()


def side(rounds, accuracies):
    return {"rounds": rounds, "accuracies": accuracies, "form": {}, "first_call_seconds": 1.0}


def test_of_a_rows_sides_the_faster_counts_and_a_failed_one_says_why():
    times = {
        "engine": side([1.0, 1.0], [0.9, 0.9]),
        "fit": side([3.0, 5.0], [0.9, 0.9]),
        "fit_1": side([2.0, 2.0], [0.9, 0.9]),
        "jax": {"failed": "no such module"},
        "gemm": {"rounds": {"slow": [0.9, 0.9], "fast": [0.4, 0.6]}},
    }
    rows = {"engine": "engine", "fit": "fit", "fit_1": "fit", "jax": "jax"}
    found = network_summary(times, rows)
    assert set(found["rows"]) == {"fit"}
    assert (found["rows"]["fit"]["side"], found["rows"]["fit"]["ratio"]["median"]) == ("fit_1", 2)
    assert found["sides"]["jax"] == {"failed": "no such module"}
    assert (found["gemm"]["fastest"], found["gemm"]["share"]["median"]) == ("fast", 0.5)


def test_numbers_as_people_read_them():
    assert [plain(value) for value in (0.617, 3.0, 12.34, 140.2)] == ["0.62", "3", "12.3", "140"]
    assert judged("mlp", "fit", 9.14) == ("9.1 ✓≥8", True)
    assert judged("mlp", "fit", 7.96) == ("8.0 ✗≥8", False)
    assert judged("lenet", "jax", 3.5) == ("3.5", None)
