"""Each variant of studies/causes, on real digits: its cause is named first, or it is healthy.

The rules are tried on what was measured once with three seeds (`stored_facts.py`). Measuring is tried by some variants
that are trained here; all of them with one seed are `ci`, with all seeds `slow`.

Which variants are worse than their healthy twins at all was measured (`python -m bench.causes_killed`); one that is not
has no cause, whatever was meant to harm it.
"""

import json
from dataclasses import replace

import pytest

from bench.causes import KILLED, variants
from confoundry.diagnosis.diagnose import judged
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.plan import wanted
from confoundry.training.start import start_tensorflow
from tests.diagnosis import stored_facts
from tests.diagnosis.stored_facts import AGAIN, SEEDS, examined, stored

start_tensorflow(1)

HIDDEN = {"hidden_activation"}
UNDER, OVER = {"undercapacity"}, {"overcapacity", "underregularized"}
STRONG, FILTERS = {"overregularized"}, {"filter_size"}
CAUSES = {  # what may be named first where a variant is worse than its twin
    **dict.fromkeys(("deep_sigmoid", "deep_tanh", "linear_stack", "softmax_inside"), HIDDEN),
    **dict.fromkeys(("underfit_1", "underfit_2", "underfit_4", "underfit_16"), UNDER),
    **dict.fromkeys(("overfit_wide", "overfit_50", "overfit_200", "overfit_800"), OVER),
    **dict.fromkeys(("l1_1e_4", "l1_1e_3", "l1_1e_2", "l2_1e_2", "l2_1e_1"), STRONG),
    **dict.fromkeys(("dropout_40", "dropout_70", "dropout_90"), STRONG),
    **dict.fromkeys(("cnn_1", "cnn_5", "cnn_7", "cnn_11"), FILTERS),
    "wrong_output": {"output_activation", "loss_mismatch"},
    "wrong_loss": {"output_activation", "loss_mismatch"},
    "dying_relu": {"dying_units"},
    "zero_init": {"initialization"},
    "large_init": {"initialization"},
    "high_learning_rate": {"learning_rate_high"},
    "low_learning_rate": {"learning_rate_low"},
    "sgd": {"optimizer", "learning_rate_low"},
}
WORSE = {name for name, found in json.loads(KILLED.read_text())["variants"].items() if found["killed"]}


def test_each_variant_that_is_worse_has_a_cause_that_is_expected():
    assert CAUSES.keys() >= WORSE
    assert CAUSES.keys() <= variants().keys()


def is_named_first(name: str, facts: Facts) -> bool:
    """Whether a cause that is expected comes first, or nothing is said where nothing is expected."""
    expected = CAUSES[name] if name in WORSE else set()
    causes = [cause.name for cause in judged(facts).causes]
    print(f"expected {expected or 'healthy'}, found {causes}")
    return causes[0] in expected if causes and expected else causes == [] and not expected


@pytest.mark.parametrize("name", variants())
def test_its_cause_is_named_first_by_what_was_stored(name):
    facts = [stored(name, seed) for seed in SEEDS]
    for one in facts:
        untried = replace(one, run=replace(one.run, trials=()))
        tried = [(trial.start, trial.rate, trial.epochs) for trial in one.run.trials]
        assert wanted(untried) == tried, f"other trials are wanted now; {AGAIN}"
    assert [is_named_first(name, one) for one in facts] == [True] * len(SEEDS)


def test_facts_that_were_stored_before_their_fields_changed_are_refused(monkeypatch):
    fields = stored_facts.fields()
    monkeypatch.setattr(stored_facts, "fields", lambda: fields | {"Trial": fields["Trial"] | {"patience": "int"}})
    with pytest.raises(AssertionError, match=f"the fields of the facts have changed; {AGAIN}"):
        stored("unregularized", 0)


def test_facts_that_were_stored_before_their_variant_changed_are_refused(monkeypatch):
    monkeypatch.setattr(stored_facts, "variants", lambda: variants() | {"sgd": variants()["adam"]})
    assert stored("adam", 0).network.optimizer == "adam"
    with pytest.raises(AssertionError, match=f"the variant sgd has changed; {AGAIN}"):
        stored("sgd", 0)


LIVE = (  # what is measured in ways of its own
    "unregularized",
    "overfit_50",
    "cnn_1",
    "dying_relu",
    "high_learning_rate",
)


def each_training():
    for name in variants():
        for seed in SEEDS:
            yield pytest.param(name, seed, marks=[] if name in LIVE and seed == 0 else pytest.mark.slow)


@pytest.mark.parametrize(("name", "seed"), [*each_training()])
def test_its_cause_is_named_first(name, seed):
    assert is_named_first(name, examined(name, seed))
