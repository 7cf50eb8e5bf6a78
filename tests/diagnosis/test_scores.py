"""Scores of answers, by hand."""

import math

import numpy as np
import pytest

from confoundry.diagnosis.facts import NetworkFacts
from confoundry.diagnosis.measured.scores import chance, score, threshold_of


def scored(task, known, answers, **options):
    return score(task, np.asarray(known), np.asarray(answers), **options)


def test_classes_by_the_largest_answer():
    answers = [[0.1, 0.9, 0], [0.8, 0.1, 0.1], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]
    assert scored("multiclass", [1, 0, 2, 0], answers) == 0.75


def test_classes_by_one_answer_are_the_nearest_number():
    assert scored("multiclass", [0, 1, 2, 2], [[0.2], [0.6], [1.4], [2.4]]) == 0.75


def test_classes_at_each_step_of_a_sequence():
    answers = np.eye(3)[[[0, 1], [2, 2]]]
    assert scored("multiclass", [0, 1, 2, 0], answers) == 0.75


def test_two_classes_by_a_threshold():
    known = [[0], [1], [1], [0]]
    assert scored("binary", known, [[0.2], [0.7], [0.4], [0.6]]) == 0.5
    assert scored("binary", [0, 1, 1, 0], [[0.2], [0.7], [0.4], [0.6]], threshold=0.0) == 0.5
    assert scored("binary", [0, 1, 1, 0], [[-0.2], [0.7], [0.4], [0.6]], threshold=0.0) == 0.75
    assert scored("binary", [-1, 1, 1, -1], [[-0.2], [0.7], [0.4], [-0.6]], threshold=0.0) == 1.0


def test_labels_count_one_by_one():
    assert scored("multilabel", [[1, 0, 1], [0, 0, 1]], [[0.9, 0.6, 0.7], [0.1, 0.2, 0.3]]) == pytest.approx(4 / 6)


def test_numbers():
    known = [1.0, 2.0, 3.0, 4.0]
    assert scored("regression", known, [[1.0], [2.0], [3.0], [4.0]]) == 1
    assert scored("regression", known, [[2.5]] * 4) == 0
    assert scored("regression", known, [[1.0], [2.0], [3.0], [2.0]]) == pytest.approx(1 - 4 / 5)
    two = [[1.0, 10], [3, 10], [5, 30], [7, 30]]  # sums of squares around the means: 20 and 400
    assert scored("regression", two, [[1.0, 20]] * 4) == pytest.approx(1 - (56 + 400) / (20 + 400))


def test_what_is_no_number_has_no_score():
    assert math.isnan(scored("binary", [0, 1], [[0.5], [math.nan]]))
    assert math.isnan(scored("regression", [0.0, 1], [[math.inf], [1.0]]))


def test_shapes_that_do_not_go_together_have_no_score():
    assert math.isnan(scored("multilabel", [[1, 0, 1]], [[0.5, 0.5]]))
    assert math.isnan(scored("multiclass", [1, 2, 3], np.zeros((3, 4, 5))))


def test_the_best_constant_answer():
    assert chance("multiclass", np.array([0, 1, 1, 2, 1])) == 0.6
    assert chance("binary", np.array([[0], [1], [0], [0]])) == 0.75
    assert chance("multilabel", np.array([[1, 0], [1, 1], [1, 0], [0, 0]])) == 0.75
    assert chance("regression", np.array([1.0, 2.0])) == 0


@pytest.mark.parametrize(
    ("activation", "loss", "logits", "low", "threshold"),
    [
        ("sigmoid", "binary_crossentropy", False, 0, 0.5),
        ("linear", "binary_crossentropy", True, 0, 0.0),
        ("sigmoid", "binary_crossentropy", True, 0, 0.5),
        ("linear", "mean_squared_error", None, 0, 0.5),
        ("tanh", "mean_squared_error", None, -1, 0.0),
        ("tanh", "hinge", None, 0, 0.0),
        ("sigmoid", "mean_squared_error", None, -1, 0.5),
    ],
)
def test_thresholds(activation, loss, logits, low, threshold):
    network = NetworkFacts((), 1, 1, activation, loss, logits, "adam", 0.001)
    assert threshold_of(network, low) == threshold
