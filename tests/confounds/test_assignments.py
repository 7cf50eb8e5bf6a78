"""Which image gets which value: counts, nesting, replicates, and what new images change."""

import hashlib
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confoundry.confounds.assignment import arms, assignment_table, conflicts, draw_map, maps_table
from confoundry.confounds.table import CONFOUNDS

ALIGNMENTS = ["control", "0.5", "0.9", "0.95", "0.99", "1.0"]
WORDS = (0, "lighting")


def manifest(train, validation=(), start=0):
    """Rows of images with these labels."""
    labels = [*train, *validation]
    hashes = [hashlib.sha256(f"{start + i}".encode()).hexdigest() for i in range(len(labels))]
    splits = ["train"] * len(train) + ["validation"] * len(validation)
    return pd.DataFrame({"id": [sha[:16] for sha in hashes], "sha256": hashes, "label": labels, "split": splits})


def planted(rows, *, levels=10, maps=None, alignments=ALIGNMENTS, words=WORDS, replicates=1):
    """Assignment with each image's label, split and class value beside it."""
    classes = int(rows["label"].max()) + 1
    maps = maps or [draw_map(classes, levels, [*words, replicate]) for replicate in range(replicates)]
    table = assignment_table(rows, maps, levels, alignments, words)
    table = table.merge(rows[["id", "label", "split"]], on="id")
    table["own"] = [maps[r].get(label, -1) for r, label in zip(table["replicate"], table["label"], strict=True)]
    return table


def even(values, among):
    counts = [Counter(values)[value] for value in among]
    return sum(counts) == len(values) and max(counts) - min(counts) <= 1


@pytest.mark.parametrize(
    ("images", "share", "expected"),
    [
        (10, Fraction(19, 20), 1),  # 0.5
        (30, Fraction(19, 20), 2),  # 1.5
        (29, Fraction(19, 20), 1),  # 1.45
        (350, Fraction(19, 20), 18),  # 17.5
        (350, Fraction(99, 100), 4),  # 3.5
        (5, Fraction(1, 10), 5),  # 4.5
        (7, Fraction(1), 0),
        (0, Fraction(1, 2), 0),
    ],
)
def test_conflicting_images_are_rounded_with_halves_up(images, share, expected):
    assert conflicts(images, share) == expected


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=60),
    st.lists(st.integers(0, 4), min_size=0, max_size=20),
    st.integers(2, 9),
)
def test_each_class_of_each_split_has_exactly_its_conflicting_images_spread_evenly(train, validation, levels):
    table = planted(manifest([*train, 4], validation), levels=levels, alignments=["control", "0.5", "0.85", "1.0"])
    for (alignment, _, _), images in table.groupby(["alignment", "split", "label"]):
        share = Fraction(1, levels) if alignment == "control" else Fraction(alignment)
        own, values = images["own"].iloc[0], images["value"].tolist()
        others = [value for value in range(levels) if value != own]
        if own == -1:
            assert even(values, others)
        else:
            conflicting = [value for value in values if value != own]
            assert len(conflicting) == int(len(values) * (1 - share) + Fraction(1, 2))
            assert even(conflicting, others)


def test_in_the_control_the_value_says_nothing_about_the_class():
    table = planted(manifest(np.arange(4000) % 10), alignments=["control"])
    assert set(Counter(zip(table["label"], table["value"], strict=True)).values()) == {40}


def test_conflicting_images_are_nested_over_alignments():
    table = planted(manifest(np.arange(1000) % 10), replicates=2)
    conflicting = table[table["value"] != table["own"]]
    for _, of in conflicting.groupby("replicate"):
        sets = [set(of["id"][of["alignment"] == alignment]) for alignment in ALIGNMENTS]
        assert all(more > fewer for more, fewer in pairwise(sets))


def test_an_alignment_is_assigned_the_same_whatever_others_there_are():
    rows = manifest(np.arange(200) % 10, np.arange(50) % 10)
    alone = planted(rows, alignments=["0.9"])
    among = planted(rows)
    assert alone["value"].tolist() == among["value"][among["alignment"] == "0.9"].tolist()


def test_replicates_are_drawn_anew_and_more_of_them_change_no_earlier_one():
    rows = manifest(np.arange(1000) % 10)
    table = planted(rows, alignments=["0.9"], replicates=3)
    fewer = planted(rows, alignments=["0.9"], replicates=2)
    assert fewer["value"].tolist() == table["value"][table["replicate"] < 2].tolist()
    sets = [frozenset(of["id"][of["value"] != of["own"]]) for _, of in table.groupby("replicate")]
    assert [len(one) for one in sets] == [100, 100, 100]
    assert all(len(a & b) < 30 for a, b in pairwise(sets))  # 10 expected by chance


@pytest.mark.parametrize("words", [(1, "lighting"), (0, "patch")])
def test_another_seed_and_another_confound_draw_others(words):
    rows, one_map = manifest(np.arange(1000) % 10), [dict(zip(range(10), range(10), strict=True))]
    first, other = (planted(rows, words=w, maps=one_map, alignments=["0.9"]) for w in (WORDS, words))
    assert (first["value"] != other["value"]).mean() > 0.1  # nearly all of those that conflict in either


def test_the_order_of_the_images_decides_nothing():
    rows = manifest(np.arange(300) % 10, np.arange(60) % 10)
    key = ["alignment", "id"]
    straight, shuffled = planted(rows), planted(rows.sample(frac=1, random_state=0))
    pd.testing.assert_series_equal(
        straight.sort_values(key)["value"].reset_index(drop=True),
        shuffled.sort_values(key)["value"].reset_index(drop=True),
    )


@pytest.mark.parametrize(("more", "most"), [(1, 0.003), (40, 0.03), (400, 0.06)])
def test_new_images_move_few_old_ones(more, most):
    old = planted(manifest(np.arange(4000) % 10))
    new = planted(manifest(np.arange(4000 + more) % 10))
    both = old.merge(new, on=["id", "alignment", "replicate"])
    assert len(both) == len(old)
    moved = (both["value_x"] != both["value_y"]).groupby(both["alignment"]).mean()
    assert moved.max() <= most


def test_new_images_of_one_class_move_no_other_class():
    old = planted(manifest(np.arange(400) % 4), levels=4)
    new = planted(manifest([*(np.arange(400) % 4), *[3] * 50]), levels=4)
    both = old.merge(new, on=["id", "alignment", "replicate"])
    assert (both["value_x"] == both["value_y"])[both["label_x"] != 3].all()


def test_with_fewer_values_than_classes_the_others_are_spread_evenly_in_every_arm():
    table = planted(manifest(np.arange(630) % 7), levels=3, replicates=2)
    for (replicate, label), images in table[table["own"] == -1].groupby(["replicate", "label"]):
        by_arm = {tuple(of.sort_values("id")["value"]) for _, of in images.groupby("alignment")}
        assert len(by_arm) == 1, (replicate, label)
        assert even(by_arm.pop(), range(3))
    without = table[table["own"] == -1].groupby("replicate")["label"].nunique()
    assert without.tolist() == [4, 4]


def test_with_more_values_than_classes_conflicting_images_take_the_others_too():
    table = planted(manifest(np.arange(600) % 3), levels=6, alignments=["0.5"])
    conflicting = table[table["value"] != table["own"]]
    assert set(conflicting["value"]) == set(range(6))


def test_two_values():
    table = planted(manifest(np.arange(200) % 2), levels=2, alignments=["control", "0.9"])
    counts = Counter(zip(table["alignment"], table["label"], table["value"] == table["own"], strict=True))
    assert counts[("control", 0, True)] == counts[("control", 0, False)] == 50
    assert (counts[("0.9", 1, True)], counts[("0.9", 1, False)]) == (90, 10)


def test_a_fixed_map_is_kept_in_every_replicate():
    fixed = {0: 2, 1: 2}  # two classes that share a value, and one without
    table = planted(manifest(np.arange(300) % 3), levels=4, maps=[fixed, fixed], alignments=["1.0"])
    assert set(table["value"][table["label"] < 2]) == {2}
    assert even(table["value"][(table["label"] == 2) & (table["replicate"] == 0)], range(4))


@given(st.integers(1, 20), st.integers(2, 20), st.integers(0))
def test_a_drawn_map_is_one_to_one_and_as_large_as_can_be(classes, levels, word):
    drawn = draw_map(classes, levels, [word])
    assert len(drawn) == min(classes, levels) == len(set(drawn.values()))
    assert set(drawn) <= set(range(classes))
    assert set(drawn.values()) <= set(range(levels))
    assert drawn == draw_map(classes, levels, [word])


def test_drawn_maps_are_spread_over_all_there_are():
    drawn = Counter(tuple(draw_map(3, 3, [word]).values()) for word in range(600))
    assert len(drawn) == 6
    assert max(drawn.values()) < 150  # 100 each expected, standard deviation 9


def test_one_value_maps_nothing_and_is_trained_in_the_control_arm_alone():
    assert draw_map(10, 1, [0]) == {}
    assert arms(CONFOUNDS["none"](), ["control", "0.5"]) == ["control"]
    assert arms(CONFOUNDS["none"](), ["0.5"]) == ["control"]
    assert arms(CONFOUNDS["lighting"](), ["control", "0.5"]) == ["control", "0.5"]
    assert set(planted(manifest([0, 1, 2]), levels=1, maps=[{}], alignments=["control"])["value"]) == {0}


def test_the_table_of_maps():
    table = maps_table([{0: 3, 1: 1}, {0: 2}])
    assert table.to_numpy().tolist() == [[0, 0, 3], [0, 1, 1], [1, 0, 2]]
    assert len(maps_table([{}])) == 0
    assert list(maps_table([{}])) == ["replicate", "label", "value"]
