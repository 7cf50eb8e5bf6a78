import numpy as np
import pandas as pd
import pytest

from confoundry.evaluation.failures import failures

LABELS = np.repeat(np.arange(4), 25)
CHANCE = np.log(4)


def history(cross_entropy=0.5, loss=0.6, val_loss=0.6):
    return pd.DataFrame(
        {
            "replicate": 0,
            "epoch": [2, 1],
            "loss": [loss, 1.0],
            "cross_entropy": [cross_entropy, 1.3],
            "val_loss": [val_loss, 1.0],
        }
    )


def reason(answers=None, shares=None, table=None):
    answers = np.tile(LABELS[:, None], (1, 4)) if answers is None else answers
    shares = np.full((4, 4), 1 / 16) if shares is None else shares
    return failures(
        history() if table is None else table,
        replicates=np.array([0]),
        labels=LABELS,
        answers=answers[None],
        shares=shares[None],
    )[0]


def test_a_good_model_did_not_fail():
    assert reason() == ""


@pytest.mark.parametrize("column", ["loss", "cross_entropy", "val_loss"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_loss_that_is_not_finite_diverged(column, value):
    assert reason(table=history(**{column: value})) == "diverged"


def test_once_is_enough_to_diverge():
    table = history()
    table.loc[1, "loss"] = np.inf  # the first epoch, in the second row
    assert reason(table=table) == "diverged"


def test_a_model_without_a_history_did_not_train():
    assert reason(table=history().iloc[:0]) == "untrained"


@pytest.mark.parametrize(("share", "expected"), [(0.985, "untrained"), (0.975, "")])
def test_the_last_loss_must_be_below_the_entropy_of_the_labels(share, expected):
    assert reason(table=history(cross_entropy=share * CHANCE)) == expected


def test_penalties_do_not_count():
    assert reason(table=history(loss=50.0)) == ""


def test_chance_is_untrained():
    assert reason(answers=np.zeros((100, 4), int)) == "untrained"  # mean recall exactly 1/4


def test_following_the_shortcut_fully_is_trained_where_the_training_images_let_it():
    # Value v goes with class v in all training images: answers are right there, and only there.
    follow = np.tile(np.arange(4), (100, 1))
    assert reason(answers=follow, shares=np.eye(4) / 4) == ""
    assert reason(answers=follow) == "untrained"


def test_one_class_for_nearly_all_collapsed():
    answers = np.zeros((100, 4), int)
    answers[25, :3] = 1  # one right answer more than chance: 397 of 400 answers are class 0
    assert reason(answers=answers) == "collapsed"


def test_one_class_may_hold_nearly_all_labels():
    labels = np.array([0] * 99 + [1])
    answers = np.zeros((1, 100, 2), int)
    answers[0, 99, 0] = 1
    shares = np.array([[[0.495, 0.495], [0.005, 0.005]]])
    found = failures(history(0.01), replicates=np.array([0]), labels=labels, answers=answers, shares=shares)
    assert found[0] == ""
