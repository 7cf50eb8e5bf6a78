"""Answers and the sums that go with them, against loops over their definitions in tables.py."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confoundry.confounds.table import CONFOUNDS
from confoundry.evaluation.answer_tables import model_tables
from confoundry.evaluation.answers import RENDERED_AT_ONCE, Probabilities, as_they_are, most_probable, under_every_value
from confoundry.evaluation.glance import in_words, strongest
from confoundry.files.frames import write_table
from confoundry.tables import TABLES


def drawn(n, levels, classes, seed=0):
    P = np.random.default_rng(seed).random((n, levels, classes))
    return P / P.sum(axis=-1, keepdims=True)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(2, 6), st.integers(2, 4), st.integers(0, 999))
def test_the_sums_of_an_image(n, levels, classes, seed):
    P = drawn(n, levels, classes, seed)
    found = Probabilities(P)
    m = P.mean(axis=0)
    for image in range(n):
        p, pairs = P[image], list(combinations(range(levels), 2))
        effect = sum(sum(abs(p[v, c] - p[w, c]) for c in range(classes)) / 2 for v, w in pairs) / len(pairs)
        cells = [(v, c) for v in range(levels) for c in range(classes)]
        within = sum((p[v, c] - p[:, c].mean()) ** 2 for v, c in cells) / levels
        spread = sum((p[v, c] - m[:, c].mean()) ** 2 for v, c in cells) / levels
        main = sum((m[v, c] - m[:, c].mean()) * (p[v, c] - p[:, c].mean()) for v, c in cells) / levels
        assert found.effect()[image] == pytest.approx(effect)
        assert found.within()[image] == pytest.approx(within)
        assert found.spread()[image] == pytest.approx(spread)
        assert found.main()[image] == pytest.approx(main)
    assert found.means() == pytest.approx(m)


def test_a_model_that_ignores_the_value_and_one_that_follows_it():
    ignores = Probabilities(np.repeat(drawn(6, 1, 3), 4, axis=1))
    assert ignores.effect() == pytest.approx(0)
    assert ignores.within() == pytest.approx(0)
    assert ignores.main() == pytest.approx(0)
    follows = Probabilities(np.repeat(np.eye(4)[None], 6, axis=0))
    assert follows.effect() == pytest.approx(1)
    # each class has probability 1 for one value of four: variance 3/16, four classes
    for sums in (follows.within(), follows.spread(), follows.main()):
        assert sums == pytest.approx(0.75)


def test_one_value_has_no_effect_to_measure():
    nothing = Probabilities(drawn(3, 1, 4))
    assert np.isnan(nothing.effect()).all()
    assert nothing.within().tolist() == [0, 0, 0]


def test_what_is_not_finite_answers_class_0():
    rows = np.array([[0.1, 0.7, 0.2], [0.1, np.nan, 0.2], [0.1, 0.2, np.inf], [0.4, 0.4, 0.2]])
    assert most_probable(rows).tolist() == [1, 0, 0, 0]
    assert Probabilities(rows[None]).answers().tolist() == [[1, 0, 0, 0]]


def brightest_row(images):
    """A model of a kind: probabilities that differ for every picture."""
    rows = images.mean(axis=(2, 3)).astype(np.float64)
    return rows / rows.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(("name", "levels"), [("patch", 7), ("lighting", 5), ("none", 1)])
def test_every_image_under_every_value_in_batches(name, levels):
    confound = CONFOUNDS[name](levels=levels)
    count = RENDERED_AT_ONCE // levels + 3  # a batch ends between the values of an image
    images = np.random.default_rng(1).uniform(0.2, 0.8, (count, 8, 6, 1)).astype(np.float32)
    sizes = []

    def predict(batch):
        sizes.append(len(batch))
        return brightest_row(batch)

    found = under_every_value(predict, images, confound).array
    assert found.shape == (count, levels, 8)
    assert found.dtype == np.float64
    assert max(sizes) <= RENDERED_AT_ONCE
    assert sum(sizes) == count * levels
    for image in (0, 1, count // 2, count - 1):
        for value in range(levels):
            rendered = confound.apply(images[[image]], np.array([value]))
            assert found[image, value] == pytest.approx(brightest_row(rendered)[0])


def test_untouched_images():
    images = np.random.default_rng(2).random((RENDERED_AT_ONCE + 5, 3, 3, 1), dtype=np.float32)
    answers = as_they_are(brightest_row, images)
    assert answers.tolist() == images.mean(axis=(2, 3)).argmax(axis=1).tolist()


IDS = pd.Series(["a", "b"])
TEST = Probabilities(np.array([[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [[0.5, 0.5], [0.0, 1.0], [0.3, 0.7]]]))


@pytest.fixture
def tables():
    held, labels = np.array([[0, 1, 1], [1, 1, 0], [0, 0, 0]]), np.array([1, 1, 0])
    return model_tables("0.9", 4, IDS, np.array([1, 0]), TEST, held, labels)


def test_the_answers_table(tables):
    expected = [
        ("a", 0, 0), ("a", 1, 1), ("a", 2, 0),
        ("b", 0, 0), ("b", 1, 1), ("b", 2, 1),
    ]  # fmt: skip
    assert list(tables["answers"][["id", "value", "answer"]].itertuples(index=False, name=None)) == expected


def test_the_means_table(tables):
    means = tables["means"]
    assert list(zip(means["value"], means["label"], strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    assert means["probability"].tolist() == pytest.approx([0.7, 0.3, 0.1, 0.9, 0.45, 0.55])


def test_the_effects_table(tables):
    effects = tables["effects"]
    assert effects["id"].tolist() == ["a", "b"]
    assert effects["plain_answer"].tolist() == [1, 0]
    # ½ |difference| of the two classes over the three pairs: (0.7 + 0.3 + 0.4) / 3 and (0.5 + 0.2 + 0.3) / 3
    assert effects["effect"].tolist() == pytest.approx([1.4 / 3, 1 / 3])


def test_the_groups_table_counts_validation_images(tables):
    groups = [tuple(row) for row in tables["groups"][["label", "value", "images", "right"]].to_numpy().tolist()]
    assert groups == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 2, 1), (1, 1, 2, 2), (1, 2, 2, 1)]


def test_tables_have_their_columns_and_say_whose_they_are(tables, tmp_path):
    assert set(tables) == {"answers", "effects", "means", "groups"}
    for name, table in tables.items():
        assert set(table) == set(TABLES[name])
        assert set(table["alignment"]) == {"0.9"}
        assert set(table["replicate"]) == {4}
        write_table(name, table, tmp_path / name)  # with its types


@pytest.mark.parametrize(
    ("alignments", "expected"),
    [
        (["control", "0.5", "0.95", "1.0"], "0.95"),
        (["1.0", "0.99", "control"], "0.99"),
        (["control"], "control"),
        (["control", "1.0"], "control"),
    ],
)
def test_the_strongest_shortcut_that_data_still_tell_from_the_object(alignments, expected):
    assert strongest(alignments) == expected


def answers_table(grids):
    """Rows of the table `answers` of (replicates, images, values)."""
    places = [(r, n, v) for r, grid in enumerate(grids) for n, row in enumerate(grid) for v in range(len(row))]
    rows = [(r, f"{n}", v, grids[r][n][v]) for r, n, v in places]
    return pd.DataFrame(rows, columns=["replicate", "id", "value", "answer"])


def test_how_often_it_is_right_in_words():
    labels, maps = np.array([0, 1]), pd.DataFrame({"replicate": [0, 0], "label": [0, 1], "value": [2, 0]})
    # image 0 (class 0, its value 2): right at 2 and at 0; image 1 (class 1, its value 0): wrong at 0, right at 1
    answers = answers_table([[[0, 1, 0], [0, 1, 0]]])
    assert in_words(answers, labels, maps, "light") == "50 % right where the light helps, 50 % where it misleads"
    follows = answers_table([[[1, 1, 0], [1, 0, 0]]])
    assert in_words(follows, labels, maps, "mark") == "100 % right where the mark helps, 0 % where it misleads"


def test_without_values_it_is_just_right():
    nothing = pd.DataFrame({"replicate": [], "label": [], "value": []}, dtype="int64")
    assert in_words(answers_table([[[0], [1], [1], [0]]]), np.array([0, 1, 0, 0]), nothing, "picture") == "75 % right"
