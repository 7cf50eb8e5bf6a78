"""A diagnosis as people read it in a terminal."""

import math
from pathlib import Path

import pytest

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.names import CAUSES
from confoundry.diagnosis.text import title

SCREENS = Path(__file__).parents[1] / "screens"
SLOW = (
    "The loss is still falling. After 2 more epochs with ten times the learning rate, it falls from 2.31 to 2.25. "
    "After 2 more epochs with the same learning rate, it falls from 2.31 to 2.3."
)
DEEP = Diagnosis(
    causes=(
        Cause(
            "hidden_activation",
            0.92,
            "10 hidden layers in a row use the sigmoid activation. The gradient of the first layer is 0.0003 times "
            "that of the last hidden layer. This also explains the finding that gradients vanish.",
            "keras.layers.Dense(64, activation='relu')",
            "dense",
        ),
        Cause(
            "vanishing_gradient",
            0.82,
            "The gradient of layer dense is 0.0003 times that of the last of the 10 hidden layers.",
            "keras.layers.BatchNormalization() after each layer, or fewer layers",
            "dense",
        ),
        Cause("optimizer", 0.42, f"{SLOW} Plain SGD has no momentum.", "optimizer='adam'"),
        Cause("too_few_epochs", 0.4, f"{SLOW} Training stops after 10 epochs.", "epochs=30"),
    ),
    scores={"train": 0.1123, "validation": 0.1006, "reference": 0.887, "chance": 0.112},
)
FEW = Diagnosis(scores={"train": 1.0, "validation": None, "reference": None, "chance": 0.5})
SUBJECTS = {
    "deep": (DEEP, "deep:build on mnist-5k: 3,502 samples, 537 held out; 10 epochs, batches of 32."),
    "healthy": (FEW, "own.gates:build on npz:xor.npz: 4 samples; 500 epochs, batches of 4."),
}


@pytest.mark.parametrize("name", SUBJECTS)
def test_it_is_as_people_see_it(name):
    diagnosis, subject = SUBJECTS[name]
    shown = diagnosis.as_text(subject)
    assert shown == (SCREENS / f"diagnose_{name}.txt").read_text(encoding="utf-8")
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_a_remedy_stays_one_line_to_be_copied():
    remedy = "keras.layers.Dense(64, " + "kernel_regularizer='l2', " * 5 + ")"
    shown = Diagnosis((Cause("overcapacity", 0.6, "wide", remedy),)).as_text("x:build")
    assert f"   Remedy: {remedy}\n" in shown


def test_a_score_that_is_no_number_is_left_out():
    shown = Diagnosis(scores={"train": math.nan, "validation": -0.25, "chance": 0.0}).as_text("x:build")
    assert "nan" not in shown
    assert "−0.250" in shown


def test_without_scores_nothing_is_said_of_them():
    assert "Scores" not in str(Diagnosis())


def test_without_a_subject_the_heading_says_what_was_diagnosed():
    assert str(Diagnosis()).startswith("Diagnosis: a Keras model\n")
    described = "network with 2,762 parameters; 480 samples, 120 held out; 10 epochs, batches of 32."
    assert str(Diagnosis(subject=described)).startswith(
        "Diagnosis: network with 2,762 parameters; 480 samples, 120 held out; 10 epochs,\nbatches of 32.\n"
    )


@pytest.mark.parametrize("name", CAUSES)
def test_every_cause_has_a_title(name):
    assert title(name)[0].isupper()
