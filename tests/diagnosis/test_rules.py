from dataclasses import replace
from math import nan

import pandas as pd
import pytest

from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.facts import Trial
from confoundry.diagnosis.judge import causes, ranked
from confoundry.diagnosis.names import CAUSES
from tests.diagnosis.facts_of_programs import (
    EPOCHS,
    HEALTHY,
    LAST,
    STUCK,
    TASKS,
    dense,
    facts,
    health,
    history,
    layers,
    steps,
    trials,
)

CATEGORICAL, BINARY = "categorical_crossentropy", "binary_crossentropy"

PLANTED = {
    "NaN in the inputs": ("data_invalid", facts(data={"not_finite": 3}, score=nan, loss=nan)),
    "labels from 1": ("data_invalid", facts(data={"label_low": 1.0, "label_high": 10.0}, error="label 10")),
    "labels of -1 and 1": (
        "data_invalid",
        facts({"outputs": 1, "output_activation": "sigmoid", "loss": BINARY}, TASKS["binary"] | {"label_low": -1.0}),
    ),
    "one class": ("data_invalid", facts(data={"share_of_largest": 1.0})),
    "0 to 255": ("data_scaling", facts(data={"largest": 255.0, "mean": 33.0, "std": 78.0})),
    "softmax on one unit": (
        "output_activation",
        facts({"outputs": 1, "output_activation": "softmax", "loss": BINARY}, TASKS["binary"]),
    ),
    "relu before a cross-entropy": ("output_activation", facts({"output_activation": "relu"})),
    "scores taken for probabilities": ("output_activation", facts({"output_activation": "linear"})),
    "sigmoid for numbers": (
        "output_activation",
        facts({"outputs": 1, "output_activation": "sigmoid", "loss": "mean_squared_error"}, TASKS["regression"]),
    ),
    "softmax for several labels": (
        "output_activation",
        facts({"output_activation": "softmax", "loss": BINARY}, TASKS["multilabel"]),
    ),
    "softmax taken for scores": ("loss_mismatch", facts({"from_logits": True}, **STUCK)),
    "labels that are wrong here and there": (
        "data_invalid",
        facts(score=0.5, validation_score=0.49, reference=0.48, surest=0.55, trials=()),
    ),
    "dropout with which losses are no numbers": (
        "overregularized",
        facts({"layers": (dense("first"), dense("drop", kind="Dropout", rate=0.9), LAST)}, loss=nan, score=nan),
    ),
    "classes as numbers": ("loss_mismatch", facts({"loss": "mean_squared_error", "from_logits": None})),
    "rows where numbers are expected": ("loss_mismatch", facts(data=TASKS["one_hot"], error="shapes")),
    "numbers where rows are expected": ("loss_mismatch", facts({"loss": CATEGORICAL}, error="shapes")),
    "cross-entropy over one output": (
        "loss_mismatch",
        facts({"outputs": 1, "output_activation": "sigmoid", "loss": CATEGORICAL}, TASKS["binary"]),
    ),
    "no activation": ("hidden_activation", facts(layers(activation="linear", followed_by="linear"))),
    "softmax inside": ("hidden_activation", facts(layers(activation="softmax", followed_by="softmax"))),
    "equal initial weights": ("initialization", facts(layers(constant=True, spread=0.0), **STUCK)),
    "huge initial weights": ("initialization", facts(layers(spread=10.0), **STUCK)),
    "dead units": ("dying_units", facts(health=health(dead=0.95), **STUCK)),
    "not finite": (
        "learning_rate_high",
        facts(
            {"learning_rate": 0.5},
            steps=steps(not_finite=9),
            trials=(Trial("initial", 0.1, 2, 0.9, 0.7, 0.9, 0.7),),
            **(STUCK | {"loss": nan, "score": nan}),
        ),
    ),
    "a small rate": (
        "learning_rate_low",
        facts({"learning_rate": 1e-5}, trials=trials(on=1.88, fast=1.2, slow=1.9, held=1.3), **STUCK),
    ),
    "few steps": (
        "batch_size",
        facts(batch_size=1000, trials=trials(on=1.6, fast=1.5, slow=1.9, held=1.5), **STUCK),
    ),
    "few epochs": (
        "too_few_epochs",
        facts(epochs=2, trials=trials(on=1.2, fast=1.1, slow=1.8, held=1.2), **STUCK),
    ),
    "over-fitted": (
        "underregularized",
        facts(validation_score=0.7, reference=0.75, history=history(held=[1.0, *[0.6] * 5, 0.8, 1.0, 1.2, 1.4])),
    ),
    "over-fitted and large": (
        "overcapacity",
        facts(
            {"parameters": 80_000},
            validation_score=0.7,
            reference=0.75,
            history=history(held=[1.0, *[0.6] * 5, 0.8, 1.0, 1.2, 1.4]),
        ),
    ),
    "a penalty that is all of the loss": (
        "overregularized",
        facts(layers(l2=1.0), steps=steps(penalty_share=0.8), **STUCK),
    ),
    "a bottleneck": (
        "undercapacity",
        facts(
            {"layers": (dense("first"), dense("second", units=1), LAST)},
            history=history([1.9] * EPOCHS),
            trials=trials(1.9, 1.9, 1.9, 1.9),
            **STUCK,
        ),
    ),
}


NUMBERS = {"outputs": 1, "output_activation": "linear", "loss": "huber", "from_logits": None}
RISEN = [1.0, *[0.6] * 5, 0.8, 1.0, 1.2, 1.4]
SEPARATE = [
    dense(kind, kind=kind, kernel=(3, 3), side=28, followed_by=after)
    for kind, after in (("DepthwiseConv2D", "linear"), ("Conv2D", "relu"))
]
FLAGS = {"largest": 9.0, "offset": 20.0, "scale_ratio": 40.0}
FILTERS = {"layers": (dense("points", kind="Conv1D", kernel=(1,), side=64), LAST), "input_shape": (64, 3)}
ALIKE = layers(constant=True, spread=0.0)
RARE = {"share_of_largest": 0.98}
OUTDOES = {"validation_score": 0.97, "reference": 0.9}
FAR = {"score": 0.01, "validation_score": 0.01, "reference": 0.9}

# What is by design, beside what is not: the same, where it does harm.
BY_DESIGN = {
    "inputs of several scales": (facts(data=FLAGS, **OUTDOES), facts(data=FLAGS), "data_scaling"),
    "points that are seen one by one": (facts(FILTERS, **OUTDOES), facts(FILTERS), "filter_size"),
    "a block that begins with zeros": (facts(ALIKE), facts(ALIKE, health=health(duplicates=1.0)), "initialization"),
    "a class that is rare": (
        facts(data=RARE, score=0.981, validation_score=0.98, reference=0.98, chance=0.98),
        facts(data=RARE, score=0.98, validation_score=0.98, reference=1.0, chance=0.98, first_loss=1.0),
        "undercapacity",
    ),
    "a network of principal components": (
        facts(layers(activation="linear", followed_by="linear"), {"reconstructs": True}, reference=None),
        facts(layers(activation="linear", followed_by="linear"), reference=None),
        "hidden_activation",
    ),
    "filters of one channel each, before a convolution of one pixel": (
        facts({"layers": (SEPARATE[0], SEPARATE[1], LAST)}, **STUCK),
        facts({"layers": (SEPARATE[1], replace(SEPARATE[1], followed_by="linear"), LAST)}, **STUCK),
        "hidden_activation",
    ),
    "weights for an activation of one's own": (
        facts(layers(activation="sine", followed_by="unknown", spread=0.05)),
        facts(layers(spread=0.05)),
        "initialization",
    ),
    "answers that no label goes with": (
        facts(comparable=False, score=nan, validation_score=nan),
        facts(score=nan, validation_score=nan, loss=nan),
        "learning_rate_high",
    ),
    "a loss that rises on held-out samples": (
        facts(epochs=2, trials=trials(on=1.2, fast=1.1, slow=1.8, held=1.2), history=history(held=RISEN), **STUCK),
        facts(epochs=2, trials=trials(on=1.2, fast=1.1, slow=1.8, held=1.2), **STUCK),
        "too_few_epochs",
    ),
    "few inputs that there are at all": (
        facts(data={"leaked": 0.6, "repeated": 0.5}),
        facts(data={"leaked": 0.6, "repeated": 0.05}),
        "data_invalid",
    ),
    "the whole of a small table": (
        facts(data={"leaked": 1.0, "held_out": 8}),
        facts(data={"leaked": 1.0}),
        "data_invalid",
    ),
    "a rare class that is told apart": (
        facts(data=RARE, score=1.0, validation_score=1.0, reference=1.0, chance=0.98),
        facts(score=0.2, validation_score=0.2, reference=1.0),
        "undercapacity",
    ),
    "labels that do not go with the inputs": (
        facts(data=RARE, score=0.98, validation_score=0.98, reference=0.98, chance=0.98),
        facts(score=0.5, validation_score=0.11, reference=0.11),
        "data_invalid",
    ),
    "a loss of one's own, that no score measures": (
        facts({"score_tells": False}, **FAR),
        facts(**FAR),
        "undercapacity",
    ),
    "steps that nobody can foretell": (
        facts(score=0.6, validation_score=0.6, reference=None),
        facts(data={"held_out": 0}, score=0.6, validation_score=None, reference=None),
        "undercapacity",
    ),
    "samples that lie far off, with which the loss bears": (
        facts(NUMBERS, TASKS["regression"], score=0.05, validation_score=0.3, reference=0.1, chance=0.0),
        facts(NUMBERS, TASKS["regression"], score=0.05, validation_score=0.1, reference=0.6, chance=0.0),
        "undercapacity",
    ),
}


@pytest.mark.parametrize("name", BY_DESIGN)
def test_what_is_by_design_is_told_from_what_does_harm(name):
    fine, harmed, cause = BY_DESIGN[name]
    assert cause not in {one.name for one in causes(fine)}
    assert cause in {one.name for one in causes(harmed)}


def test_a_loss_of_ones_own_that_falls_slowly_at_a_tiny_rate_is_told():
    slow = {"score": 0.5, "validation_score": 0.5, "first_loss": 0.2, "loss": 0.17, "validation_loss": 0.17}
    tried = trials(on=0.169, fast=0.09, slow=0.17, held=0.1)
    named = causes(facts({"score_tells": False, "learning_rate": 1e-5, "scheduled": True}, trials=tried, **slow))
    assert named[0].name == "learning_rate_low"
    assert "The largest learning rate of the schedule is 1e-05" in named[0].evidence
    assert not causes(facts({"score_tells": False, "learning_rate": 1e-3}, trials=tried, **slow))


def test_a_loss_of_ones_own_that_does_not_fall_is_still_told():
    stuck = {"score": 0.1, "validation_score": 0.1, "first_loss": 2.0, "loss": 1.95, "validation_loss": 1.95}
    tried = trials(on=1.9, fast=1.2, slow=1.95, held=1.3)
    assert (
        causes(facts({"score_tells": False, "learning_rate": 1e-6}, trials=tried, **stuck))[0].name
        == "learning_rate_low"
    )


def test_a_healthy_model_has_no_causes():
    assert causes(HEALTHY) == ()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_named_first(name):
    cause, found = PLANTED[name]
    named = causes(found)
    assert [one.name for one in named][:1] == [cause]
    assert named[0].evidence
    assert named[0].remedy


def test_a_filter_of_one_pixel_is_named_with_its_layer():
    convolutions = tuple(dense(name, kind="Conv2D", kernel=(1, 1), units=16) for name in ("first", "second"))
    named = causes(facts({"layers": (*convolutions, LAST), "input_shape": (28, 28, 1)}))
    assert (named[0].name, named[0].layer) == ("filter_size", "first")


def test_blocks_whose_outputs_are_added_need_no_activation_unless_none_has():
    def named(*after, stuck=False, **attention):
        hidden = [dense(f"hidden_{number}", activation="linear", followed_by=one) for number, one in enumerate(after)]
        found = facts({"layers": (*hidden, *attention.values(), LAST)}, **(STUCK if stuck else {}))
        return {cause.name for cause in causes(found)}

    assert "hidden_activation" not in named("gelu", "added", "gelu", "added", stuck=True)
    assert "hidden_activation" not in named("linear", "added", "linear", "gelu")
    assert "hidden_activation" in named("linear", "added", "linear", "gelu", stuck=True)
    assert "hidden_activation" in named("linear", "added", "added")
    assert "hidden_activation" in named("added", "added")
    attention = dense("attention", kind="MultiHeadAttention", activation=None, followed_by=None)
    assert "hidden_activation" not in named("added", "added", attention=attention)


def test_a_vanishing_gradient_of_sigmoids_comes_after_the_activation_and_is_named_in_its_evidence():
    deep = [dense(f"hidden_{number}", activation="sigmoid", followed_by="sigmoid") for number in range(6)]
    rows = [
        {"epoch": epoch, "layer": layer.name, "gradient_norm": 10.0 ** (number - 6), "saturated": 0.0, "dead": 0.0}
        for epoch in (1, 2)
        for number, layer in enumerate(deep)
    ]
    named = causes(facts({"layers": (*deep, LAST)}, health=pd.DataFrame(rows), **STUCK))
    names = [cause.name for cause in named]
    assert names[0] == "hidden_activation"
    assert "vanishing_gradient" in names
    assert CAUSES["vanishing_gradient"] in named[0].evidence


def test_what_a_cause_brings_about_comes_after_it_with_no_more_confidence():
    deeper = Cause("hidden_activation", 0.6, "sigmoids", "relu", symptoms=("vanishing_gradient",))
    found = ranked([Cause("vanishing_gradient", 0.9, "small", "norm"), deeper])
    assert [cause.name for cause in found] == ["hidden_activation", "vanishing_gradient"]
    assert [cause.confidence for cause in found] == [0.6, 0.6]


def test_each_cause_that_rules_name_is_known():
    assert {cause.name for _, found in PLANTED.values() for cause in causes(found)} <= set(CAUSES)


def test_a_training_that_cannot_begin_is_never_healthy_and_is_not_judged_by_its_losses():
    named = causes(facts(error="ValueError: shapes", loss=nan, score=nan))
    assert [cause.name for cause in named] == ["loss_mismatch"]
    assert "shapes" in named[0].evidence


def test_a_softmax_taken_for_scores_is_no_matter_where_keras_takes_it_off():
    assert causes(facts({"from_logits": True})) == ()


@pytest.mark.parametrize("surest", [0.97, None])
def test_a_hard_task_is_not_taken_for_wrong_labels(surest):
    hard = facts(score=0.5, validation_score=0.49, reference=0.48, surest=surest, trials=())
    assert "data_invalid" not in [cause.name for cause in causes(hard)]


def test_convolutions_after_a_reshape_are_judged_by_what_they_take():
    wide = dense("first", kind="Conv2D", kernel=(15, 15), units=16, side=28)
    named = causes(facts({"layers": (wide, dense("second"), LAST)}, **STUCK))
    assert "filter_size" in [cause.name for cause in named]


def test_units_that_die_since_no_gradient_reaches_them_come_after_the_depth():
    deep = [dense(f"hidden_{number}") for number in range(12)]
    rows = [
        {"epoch": epoch, "layer": layer.name, "dead": dead, "gradient_norm": norm if number < 11 else 0.1}
        for epoch, dead, norm in ((1, 0.0, 0.04), (2, 0.95, 1e-11))
        for number, layer in enumerate(deep)
    ]
    named = [cause.name for cause in causes(facts({"layers": (*deep, LAST)}, health=pd.DataFrame(rows), **STUCK))]
    assert named.index("vanishing_gradient") < named.index("dying_units")


def test_a_loss_that_still_falls_is_no_matter_where_all_answers_are_right():
    assert causes(facts(score=1.0, validation_score=1.0, trials=trials(on=0.01, fast=0.001, held=0.05))) == ()


def test_the_remedy_of_a_rate_far_above_the_usual_is_the_usual_one_as_a_float():
    named = causes(facts({"learning_rate": 10.0}, trials=(), loss=nan, score=nan))
    assert (named[0].name, named[0].remedy) == ("learning_rate_high", "learning_rate=0.001")
    slower = causes(facts({"learning_rate": 10.0, "optimizer": "other"}, trials=(), loss=nan, score=nan))
    assert slower[0].remedy.startswith("learning_rate=0.")


def test_a_rate_a_little_above_the_usual_is_no_matter_where_a_smaller_one_gains_little():
    fast = {"learning_rate": 0.006}
    assert causes(facts(fast, score=0.95, validation_score=0.94, loss=0.1, trials=trials(0.1, 0.3, 0.07, 0.1))) == ()


def test_the_spread_of_a_few_initial_weights_is_chance():
    few = dense("first", units=2, fan_in=2, spread=0.0)
    named = causes(facts({"layers": (few, dense("second"), LAST)}, **STUCK))
    assert "initialization" not in [cause.name for cause in named]


def test_dead_units_behind_a_bottleneck_come_after_it():
    narrow = (dense("first", units=1), dense("second"), LAST)
    named = [cause.name for cause in causes(facts({"layers": narrow}, health=health(dead=0.95), **STUCK))]
    assert named.index("undercapacity") < named.index("dying_units")


def test_targets_and_inputs_that_are_not_scaled_are_both_mended():
    numbers = {"outputs": 1, "output_activation": "linear", "loss": "mean_squared_error", "from_logits": None}
    data = TASKS["regression"] | {"largest": 5000.0, "std": 900.0, "label_high": 456000.0}
    named = causes(facts(numbers, data, **STUCK))
    assert named[0].name == "data_scaling"
    assert "y.std()" in named[0].remedy
    assert "Normalization" in named[0].remedy
