"""Two revisions' answers to the same images."""

import numpy as np
import pandas as pd
import pytest

from confoundry.comparison.pairing import (
    can_be_paired,
    differences,
    further,
    only_answers,
    only_images,
    shared_images,
)
from confoundry.evaluation.outcomes import Outcome


def manifest(ids, labels, splits="test"):
    return pd.DataFrame({"id": ids, "label": labels, "split": splits})


def outcome(plain, labels):
    """Answers to untouched images (R, N), nothing planted."""
    R, N = np.shape(plain)
    nothing = np.zeros((R, N))
    return Outcome(
        order="none",
        labels=np.asarray(labels),
        clusters=None,
        replicates=np.arange(R),
        failures=np.array([""] * R),
        maps=np.full((R, 2), -1),
        answers=np.asarray(plain)[..., None],
        plain=np.asarray(plain),
        effect=nothing,
        within=nothing,
        spread=nothing,
        main=nothing,
        shares=np.full((R, 2, 1), 0.5),
        group_images=np.ones((R, 2, 1), np.int64),
        group_right=np.ones((R, 2, 1), np.int64),
    )


def test_shared_images_have_the_same_label_and_are_for_testing():
    before = manifest(["a", "b", "c", "d", "t"], [0, 1, 1, 0, 0], ["test"] * 4 + ["train"])
    after = manifest(["t", "d", "x", "b", "a"], [0, 1, 0, 1, 0], ["test"] * 4 + ["test"])
    assert shared_images(before, after).tolist() == ["b", "a"], "d has another label, t was trained on"


def test_only_these_images_in_their_order():
    frame = manifest(["a", "b", "c", "t"], [0, 1, 2, 0], ["test"] * 3 + ["train"])
    found = only_images(frame, pd.Index(["c", "a"]))
    assert found["id"].tolist() == ["t", "c", "a"]
    assert found["label"].tolist() == [0, 2, 0]


def test_only_the_answers_to_these_images():
    tables = {"answers": pd.DataFrame({"id": ["a", "b", "a"]}), "groups": pd.DataFrame({"label": [0, 1]})}
    found = only_answers(tables, pd.Index(["a"]))
    assert found["answers"]["id"].tolist() == ["a", "a"]
    assert len(found["groups"]) == 2


def test_differences_are_paired_on_images_and_seeds():
    # Each of three seeds gets one more of four images right: +1/4 in each, whatever the seed.
    before = {"control": outcome([[0, 1, 1, 1], [0, 0, 1, 1], [1, 1, 1, 1]], [0, 0, 0, 0])}
    after = {"control": outcome([[0, 0, 1, 1], [0, 0, 0, 1], [0, 1, 1, 1]], [0, 0, 0, 0])}
    found = differences(before, after, "0.95")
    assert list(found) == ["plain_accuracy"]
    difference = found["plain_accuracy"]
    assert difference is not None
    assert difference.value == pytest.approx(0.25)
    assert difference.replicate_part == pytest.approx(0), "hard and easy seeds are no uncertainty of a pair"


def test_further_numbers():
    before = {"control": outcome([[0, 1], [0, 1], [0, 1]], [0, 0])}
    found = further(before, before, [("control", "unbiased_accuracy"), ("0.5", "unbiased_accuracy")])
    assert found["0.5", "unbiased_accuracy"] is None
    same = found["control", "unbiased_accuracy"]
    assert same is not None
    assert (same.value, same.p_value()) == (0, 1)


@pytest.mark.parametrize(
    ("metric", "can"), [("excess_pull", True), ("pull", True), ("tolerance", False), ("worst_group_accuracy", False)]
)
def test_which_numbers_can_be_paired(metric, can):
    assert can_be_paired(metric) == can
    assert not can_be_paired(f"{metric}_trained")
