"""Stock models: what can be learned from data without effort."""

import numpy as np
import pytest

from confoundry.diagnosis.measured.reference import reference


def best(task, x, y, trained=200, *, words=False):
    held = ([x[trained:]], y[trained:])
    return reference(task, [x[:trained]], y[:trained], held, words=[words])


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_classes_that_lie_apart(scale):
    rng = np.random.default_rng(0)
    y = np.arange(300) % 3
    x = (rng.normal(size=(300, 4, 2)) + 6 * np.eye(3)[y][:, [0, 1, 2, 0], None]) * np.array([1, scale])
    found = best("multiclass", x.astype(np.float32), y)
    assert found.score > 0.98
    assert found == best("multiclass", x.astype(np.float32), y)


def test_classes_that_cannot_be_told():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(1000, 5)), rng.permutation(np.arange(1000) % 2)
    assert best("binary", x, y[:, None], 800).score < 0.62


def test_more_than_one_line_is_learned():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(600, 2))
    found = best("binary", x, (x[:, 0] * x[:, 1] > 0).astype(int), 400)
    assert found.score > 0.9
    assert found.name in ("extra trees", "5 nearest neighbours")


def test_numbers():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 6))
    found = best("regression", x, (x @ np.arange(6))[:, None])
    assert found.name == "ridge regression"
    assert found.score > 0.99
    two = best("regression", x, np.column_stack([x[:, 0], x[:, 1] * 5]))
    assert two.score > 0.99


def test_of_many_targets_some_are_looked_at():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 5))
    assert best("regression", x, (x @ rng.normal(size=(5, 600))).reshape(300, 20, 30)).score > 0.99


def test_several_labels():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(300, 6))
    assert best("multilabel", x, (x[:, :3] > 0).astype(int)).score > 0.9


def test_words_are_counted():
    rng = np.random.default_rng(0)
    words = rng.integers(0, 5000, (400, 30))
    y = np.arange(400) % 2
    words[y == 1, rng.integers(0, 30, 200)] = 7
    assert best("binary", words, y, 300, words=True).score > 0.95


def test_large_inputs_and_holes():
    rng = np.random.default_rng(0)
    y = np.arange(250) % 2
    x = rng.normal(size=(250, 40, 40, 3)).astype(np.float32) + y[:, None, None, None]
    x[3] = np.nan
    assert best("binary", x, y).score > 0.95


def test_too_little_to_say():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(30, 2)), np.arange(30) % 2
    assert best("binary", x, y, 19) is None
    assert reference("binary", [x], y, None) is None
    assert best("binary", x, np.zeros(30, int), 25).score == 1.0


@pytest.mark.parametrize(("wrong", "low", "high"), [(0.0, 0.99, 1.0), (0.5, 0.45, 0.8)])
def test_where_labels_are_wrong_even_the_surest_answers_are(wrong, low, high):
    rng = np.random.default_rng(0)
    y = np.arange(1500) % 5
    x = rng.normal(size=(1500, 5)) + 6 * np.eye(5)[y]
    given = np.where(rng.random(1500) < wrong, rng.integers(0, 5, 1500), y)
    found = best("multiclass", x, given, 750)
    assert low <= found.surest <= high


@pytest.mark.parametrize(("task", "samples"), [("multilabel", 800), ("regression", 800), ("binary", 280)])
def test_nothing_is_surest_without_probabilities_or_of_a_few_samples(task, samples):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(samples, 4))
    y = {"multilabel": (x > 0).astype(int), "binary": (x[:, 0] > 0).astype(int), "regression": x[:, :1]}[task]
    assert best(task, x, y).surest is None
