"""What a study's files say of a diagnosis."""

import json
import math

import pandas as pd

from confoundry.diagnosis.baseline import Learned
from confoundry.diagnosis.cause import Cause
from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.entries import Helped, entry, in_words, joined

HEALTH = pd.DataFrame(
    {
        "epoch": [1, 1, 2, 2],
        "layer": ["dense_1", "dense", "dense_1", "dense"],
        "gradient_norm": [1.0, 2.0, 3.0, math.nan],
        "dead": [0.0, 0.5, 0.0, 0.7],
    }
)


def named(*names):
    return Diagnosis(tuple(Cause(name, 0.5, "why", "what") for name in names))


def test_the_metric_names_the_first_causes_and_always_the_shortcut():
    assert in_words(named()) == "healthy"
    assert in_words(named("hidden_activation", "shortcut")) == "hidden_activation, shortcut"
    assert in_words(named("a", "b", "c", "d", "shortcut")) == "a, b, c, shortcut"
    assert in_words(named("a", "b", "c", "d")) == "a, b, c"


def test_a_network_that_hardly_learned_is_not_called_healthy():
    assert in_words(named(), hardly_learned=True) == "hardly_learned"
    assert in_words(named("a", "shortcut"), hardly_learned=True) == "a, shortcut, hardly_learned"


def test_an_entry_holds_the_distance_to_a_stock_model():
    beside = Learned(0.48123, "untouched test images", 0.8, "extra trees", hardly=True)
    found = entry(Diagnosis(), HEALTH, alignment="control", seeds=3, helping={}, learned=beside)
    assert found["learned"] == {
        "right": 0.4812,
        "images": "untouched test images",
        "stock": 0.8,
        "stock_name": "extra trees",
        "hardly": True,
    }
    assert entry(Diagnosis(), HEALTH, alignment="control", seeds=3, helping={})["learned"] is None


def test_training_and_audit_are_joined_by_confidence():
    causes = (Cause("overcapacity", 0.8, "", ""), Cause("too_few_epochs", 0.5, "", ""))
    found = joined(causes, Cause("shortcut", 0.7, "", ""), {})
    assert [cause.name for cause in found.causes] == ["overcapacity", "shortcut", "too_few_epochs"]
    assert joined((), None, {}).healthy


def test_an_entry_is_plain_json_with_the_layers_in_their_order():
    diagnosis = Diagnosis((Cause("dying_units", 0.912345, "half", "he", "dense"),), {"train": math.nan, "chance": 0.1})
    helping = {"dying_units": Helped("leaky", ("activation",), "accuracy", 0.5, 0.75)}
    found = json.loads(json.dumps(entry(diagnosis, HEALTH, alignment="control", seeds=3, helping=helping)))
    assert found["healthy"] is False
    assert found["causes"][0]["confidence"] == 0.9123
    assert found["causes"][0]["helped"] == {
        "variant": "leaky",
        "differs": ["activation"],
        "metric": "accuracy",
        "before": 0.5,
        "after": 0.75,
    }
    assert found["scores"] == {"train": None, "chance": 0.1}
    assert (found["alignment"], found["seeds"]) == ("control", 3)
    assert found["layers"] == [
        {"layer": "dense_1", "gradient_norm": 1.0, "dead": 0.0},
        {"layer": "dense", "gradient_norm": 2.0, "dead": 0.6},
    ]


def test_a_study_without_a_monitor_has_no_layers():
    assert entry(Diagnosis(), HEALTH.iloc[:0], alignment="control", seeds=1, helping={})["layers"] == []
