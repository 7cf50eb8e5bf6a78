"""Training and audit joined: what is said of each variant of a confound."""

import math

import pandas as pd
import pytest

from confoundry.diagnosis.facts import DataFacts, Facts, LayerFacts, NetworkFacts, RunFacts
from confoundry.diagnosis.shortcut import Audit
from confoundry.diagnosis.study import TrainedVariant, diagnoses, evidence
from confoundry.figures import Figures
from confoundry.tables import TABLES

NAN = math.nan
SETTINGS = {
    "relu": {"network": "mlp", "activation": "relu"},
    "softmax": {"network": "mlp", "activation": "softmax"},
}


def trained(activation):
    """A dense network of which nothing was learned (softmax inside), or all (relu)."""
    options = {"activation": activation, "followed_by": activation, "units": 64, "parameters": 50_000, "fan_in": 784}
    last = {"activation": "softmax", "followed_by": "softmax", "units": 10, "parameters": 650, "fan_in": 64}
    layers = (
        LayerFacts("dense", "Dense", spread=1.0, **options),
        LayerFacts("scores", "Dense", "output", spread=1.0, **last),
    )
    network = NetworkFacts(layers, 50_650, 10, "softmax", "sparse_categorical_crossentropy", False, "adam", 0.001)
    data = DataFacts(3500, 500, "multiclass", "index", 10, label_high=9, share_of_largest=0.1)
    health = [
        {
            "epoch": epoch,
            "layer": layer.name,
            "gradient_norm": 1.0,
            "update_ratio": 0.002,
            "dead": 0.0,
            "saturated": NAN,
        }
        for epoch in (1, 2)
        for layer in layers
    ]
    right = 0.2 if activation == "softmax" else 0.93
    history = pd.DataFrame({"epoch": [1, 2], "loss": [2.0, 1.0], "task_loss": [2.0, 1.0], "val_loss": [2.0, 1.0]})
    steps = pd.DataFrame({"epoch": [1, 2], "steps": 110, "not_finite": 0, "gradient_max": 1.0, "penalty_share": 0.0})
    run = RunFacts(2, 32, history, pd.DataFrame(health), steps, right, 1.0, right, 1.0, 0.1, 2.3, 0.1, 0.9, "trees")
    return TrainedVariant(Facts(network, data, run), "control", 3)


@pytest.fixture
def audit():
    rows = [
        ("lighting", variant, alignment, metric, value, value - 0.01, value + 0.01, 961, 3, 0)
        for variant, right, pull in (("relu", 0.9, 0.2), ("softmax", 0.2, 0.1))
        for alignment, metric, value in (
            ("control", "conflicting_accuracy", right),
            ("0.95", "conflicting_accuracy", right - 0.1),
            ("0.95", "aligned_accuracy", right + 0.05),
            ("0.95", "excess_pull", pull),
            ("0.95", "shortcut_cost", 0.1),
        )
    ]
    return Audit(
        confound="lighting",
        noun="light",
        levels=10,
        verdict_at="0.95",
        verdicts={"relu": "leans", "softmax": "follows"},
        figures=Figures(pd.DataFrame(rows, columns=list(TABLES["summary"]))),
        comparisons=pd.DataFrame(columns=list(TABLES["comparisons"])),
        lines={"relu": "relu: {network: mlp}"},
    )


def test_a_network_that_trains_well_may_answer_from_the_shortcut_all_the_same(audit):
    found = diagnoses(audit, {name: trained(name) for name in SETTINGS})
    assert [cause.name for cause in found["relu"].causes] == ["shortcut"]
    named = [cause.name for cause in found["softmax"].causes]
    assert named[:2] == ["shortcut", "hidden_activation"]
    assert found["relu"].scores == {"train": 0.93, "validation": 0.93, "reference": 0.9, "chance": 0.1}


def test_what_helped_is_the_variant_without_the_cause(audit):
    runs = {name: trained(name) for name in SETTINGS}
    found = evidence(audit, runs, diagnoses(audit, runs), SETTINGS, matters=0.02)
    helped = {cause["name"]: cause["helped"] for cause in found["softmax"]["causes"]}
    assert helped["hidden_activation"] == {
        "variant": "relu",
        "differs": ["activation"],
        "metric": "accuracy",
        "before": 0.2,
        "after": 0.9,
    }
    assert helped["shortcut"] is None, "relu is drawn to the light more"
    assert found["relu"]["causes"][0]["helped"] is None, "no comparison says that another one is better"
    assert [layer["layer"] for layer in found["relu"]["layers"]] == ["dense", "scores"]
