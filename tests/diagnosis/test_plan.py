from dataclasses import replace

import pytest

from confoundry.diagnosis.plan import wanted
from tests.diagnosis.facts_of_programs import DATA, HEALTHY, NETWORK, RUN, STUCK, facts

FEW_STEPS = replace(DATA, samples=4)


def test_a_trial_takes_an_eighth_of_the_epochs():
    assert {epochs for _, _, epochs in wanted(replace(HEALTHY, run=replace(RUN, epochs=80)))} == {10}


@pytest.mark.parametrize(("epochs", "tried"), [(20, 20), (1000, 200)])
def test_a_trial_of_few_steps_is_longer_but_no_longer_than_the_training(epochs, tried):
    found = wanted(replace(HEALTHY, data=FEW_STEPS, run=replace(RUN, epochs=epochs, batch_size=4)))
    assert {number for _, _, number in found} == {tried}


def test_a_rate_far_below_the_usual_is_tried_at_the_usual_one():
    slow = replace(HEALTHY, network=replace(NETWORK, learning_rate=1e-6))
    assert [(start, round(rate)) for start, rate, _ in wanted(slow)][1] == ("trained", 200)


def test_what_is_stuck_is_tried_slower_from_the_start():
    assert [(start, rate) for start, rate, _ in wanted(facts(**STUCK))] == [
        ("trained", 1.0),
        ("trained", 10.0),
        ("initial", 0.1),
    ]


def test_a_rate_above_the_usual_is_tried_slower_from_the_start_alone_where_something_is_missing():
    fast = replace(NETWORK, learning_rate=0.1)
    short = replace(HEALTHY, network=fast, run=replace(RUN, score=0.6, validation_score=0.56))
    assert [(start, round(rate, 6)) for start, rate, _ in wanted(short)] == [("initial", 0.01)]
    assert len(wanted(replace(HEALTHY, network=fast))) == 3


def test_what_is_not_finite_is_tried_slower_alone():
    assert [(start, rate) for start, rate, _ in wanted(facts(loss=float("nan")))] == [("initial", 0.1)]


def test_nothing_is_tried_where_training_cannot_begin():
    assert wanted(facts(error="ValueError: shapes")) == []
