"""Answers and the sums that go with them, against loops over their definitions in tables.py."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confoundry.evaluation.answer_tables import (
    ANSWER_TABLES,
    ROWS,
    Model,
    answer_rows,
    effect_rows,
    group_rows,
    mean_rows,
)
from confoundry.evaluation.answers import Answers, Shown, answers, most_probable, sums
from confoundry.evaluation.stage_headline import StageHeadline, strongest
from confoundry.files.frames import read_table, write_table
from confoundry.files.long_tables import long_tables
from confoundry.tables import TABLES


def drawn(n, levels, classes, seed=0):
    P = np.random.default_rng(seed).random((n, levels, classes))
    return P / P.sum(axis=-1, keepdims=True)


def shown(P, size=None):
    """Batches of probabilities (n, K, C); those of the images as they are do not matter."""
    size = size or len(P)
    parts = [P[start : start + size] for start in range(0, len(P), size)]
    return [Shown(part[:, 0], part) for part in parts]


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(2, 6), st.integers(2, 4), st.integers(1, 5), st.integers(0, 999))
def test_the_sums_of_an_image_in_batches(n, levels, classes, size, seed):
    P = drawn(n, levels, classes, seed)
    found = sums(shown(P, size))
    m = P.mean(axis=0)
    for image in range(n):
        p, pairs = P[image], list(combinations(range(levels), 2))
        effect = sum(sum(abs(p[v, c] - p[w, c]) for c in range(classes)) / 2 for v, w in pairs) / len(pairs)
        cells = [(v, c) for v in range(levels) for c in range(classes)]
        within = sum((p[v, c] - p[:, c].mean()) ** 2 for v, c in cells) / levels
        spread = sum((p[v, c] - m[:, c].mean()) ** 2 for v, c in cells) / levels
        main = sum((m[v, c] - m[:, c].mean()) * (p[v, c] - p[:, c].mean()) for v, c in cells) / levels
        assert found.effect[image] == pytest.approx(effect)
        assert found.within[image] == pytest.approx(within)
        assert found.spread[image] == pytest.approx(spread)
        assert found.main[image] == pytest.approx(main)
    assert found.means == pytest.approx(m)


def test_a_model_that_ignores_the_value_and_one_that_follows_it():
    ignores = sums(shown(np.repeat(drawn(6, 1, 3), 4, axis=1)))
    assert ignores.effect == pytest.approx(0)
    assert ignores.within == pytest.approx(0)
    assert ignores.main == pytest.approx(0)
    follows = sums(shown(np.repeat(np.eye(4)[None], 6, axis=0)))
    assert follows.effect == pytest.approx(1)
    # each class has probability 1 for one value of four: variance 3/16, four classes
    for of_images in (follows.within, follows.spread, follows.main):
        assert of_images == pytest.approx(0.75)


def test_one_value_has_no_effect_to_measure():
    nothing = sums(shown(drawn(3, 1, 4)))
    assert np.isnan(nothing.effect).all()
    assert nothing.within.tolist() == [0, 0, 0]


def test_what_is_not_finite_answers_class_0():
    rows = np.array([[0.1, 0.7, 0.2], [0.1, np.nan, 0.2], [0.1, 0.2, np.inf], [0.4, 0.4, 0.2]])
    assert most_probable(rows).tolist() == [1, 0, 0, 0]
    found = answers([Shown(rows[:2], rows[None, :2]), Shown(rows[2:], rows[None, 2:])])
    assert found.plain.tolist() == [1, 0, 0, 0]
    assert found.rendered.tolist() == [[1, 0], [0, 0]]


IDS = pd.Series(["a", "b"])
P = np.array([[[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [[0.5, 0.5], [0.0, 1.0], [0.3, 0.7]]])
MODEL = Model("0.9", 4)
ANSWERS = Answers(plain=np.array([1, 0]), rendered=np.array([[0, 1, 0], [0, 1, 1]], np.int32))
HELD = Answers(plain=np.zeros(3, int), rendered=np.array([[0, 1, 1], [1, 1, 0], [0, 0, 0]], np.int32))


@pytest.fixture
def tables():
    return {
        "answers": pd.concat(answer_rows(MODEL, IDS, ANSWERS)),
        "effects": effect_rows(MODEL, IDS, ANSWERS, sums(shown(P))),
        "means": mean_rows(MODEL, sums(shown(P))),
        "groups": group_rows(MODEL, np.array([1, 1, 0]), HELD, classes=2),
    }


def test_the_answers_table(tables):
    expected = [
        ("a", 0, 0), ("a", 1, 1), ("a", 2, 0),
        ("b", 0, 0), ("b", 1, 1), ("b", 2, 1),
    ]  # fmt: skip
    assert list(tables["answers"][["id", "value", "answer"]].itertuples(index=False, name=None)) == expected


@pytest.mark.parametrize("levels", [ROWS // 2, ROWS * 2])
def test_answers_come_in_blocks_of_bounded_size(levels):
    given = Answers(np.zeros(5, int), np.arange(5 * levels, dtype=np.int32).reshape(5, levels))
    blocks = list(answer_rows(MODEL, pd.Series(list("abcde")), given))
    assert max(map(len, blocks)) == max(ROWS, levels)
    rows = pd.concat(blocks)
    assert rows["answer"].tolist() == list(range(5 * levels))
    assert rows["id"].iloc[[0, levels - 1, levels, -1]].tolist() == ["a", "a", "b", "e"]


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


def test_tables_have_their_columns_say_whose_they_are_and_are_written_alike_in_blocks(tables, tmp_path):
    assert tuple(tables) == ANSWER_TABLES
    with long_tables(ANSWER_TABLES, tmp_path) as add:
        for name, table in tables.items():
            assert set(table) == set(TABLES[name])
            assert set(table["alignment"]) == {"0.9"}
            assert set(table["replicate"]) == {4}
            write_table(name, table, tmp_path / "whole" / name)
            add[name](table.iloc[:2])
            add[name](table.iloc[2:])
    for name in tables:
        whole, in_blocks = (
            read_table(name, path) for path in (tmp_path / "whole" / name, tmp_path / f"{name}.parquet")
        )
        pd.testing.assert_frame_equal(whole, in_blocks)


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


def glance_of(labels, maps, grids):
    glance = StageHeadline(labels, maps)
    for replicate, answers_given in enumerate(grids):
        glance.add(replicate, np.array(answers_given))
    return glance


def test_how_often_it_is_right_in_words():
    labels, maps = np.array([0, 1]), pd.DataFrame({"replicate": [0, 0], "label": [0, 1], "value": [2, 0]})
    # image 0 (class 0, its value 2): right at 2 and at 0; image 1 (class 1, its value 0): wrong at 0, right at 1
    glance = glance_of(labels, maps, [[[0, 1, 0], [0, 1, 0]]])
    assert glance.in_words("light") == "50 % right where the light helps, 50 % where it misleads"
    follows = glance_of(labels, maps, [[[1, 1, 0], [1, 0, 0]]])
    assert follows.in_words("mark") == "100 % right where the mark helps, 0 % where it misleads"


def test_without_values_it_is_just_right():
    nothing = pd.DataFrame({"replicate": [], "label": [], "value": []}, dtype="int64")
    assert glance_of(np.array([0, 1, 0, 0]), nothing, [[[0], [1], [1], [0]]]).in_words("picture") == "75 % right"
