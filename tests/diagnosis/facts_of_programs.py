"""What was measured of a healthy program, made up by hand, and of others that differ from it in a few numbers."""

from dataclasses import replace
from math import nan

import pandas as pd

from confoundry.diagnosis.facts import DataFacts, Facts, LayerFacts, NetworkFacts, RunFacts, Trial

EPOCHS = 10


def dense(name, **changes):
    facts = {"kind": "Dense", "activation": "relu", "followed_by": "relu", "units": 64, "fan_in": 64, "spread": 1.0}
    return LayerFacts(name, **(facts | {"parameters": 4160, "bias": 0.0} | changes))


LAST = dense("scores", role="output", activation="softmax", followed_by="softmax", units=10)
NETWORK = NetworkFacts(
    layers=(dense("first"), dense("second"), LAST),
    parameters=8970,
    outputs=10,
    output_activation="softmax",
    loss="sparse_categorical_crossentropy",
    from_logits=False,
    optimizer="adam",
    learning_rate=0.001,
    input_shape=(64,),
)
DATA = DataFacts(
    samples=1000, held_out=250, task="multiclass", labels="index", classes=10, label_high=9, share_of_largest=0.1
)


def health(**columns):
    row = {"gradient_norm": 1.0, "weight_norm": 8.0, "update_ratio": 0.003, "dead": 0.1, "saturated": nan}
    rows = [
        {"epoch": epoch, "layer": layer, **row, "duplicates": 0.0, **columns}
        for epoch in range(1, EPOCHS + 1)
        for layer in ("first", "second", "scores")
    ]
    return pd.DataFrame(rows)


def steps(**columns):
    row = {"steps": 32, "sampled": 8, "not_finite": 0, "gradient_max": 2.0, "penalty_share": 0.0}
    return pd.DataFrame([{"epoch": epoch, **row, **columns} for epoch in range(1, EPOCHS + 1)])


def history(losses=None, held=None):
    epochs = range(1, EPOCHS + 1)
    losses = losses or [2 / epoch**2 for epoch in epochs]
    held = held or [2 / epoch + 0.05 for epoch in epochs]
    return pd.DataFrame({"epoch": epochs, "loss": losses, "val_loss": held})


def trials(on=0.019, fast=0.03, slow=0.018, held=0.25):
    tried = [("trained", 1.0, on), ("trained", 10.0, fast), ("trained", 0.1, slow)]
    return tuple(Trial(start, rate, 1, loss, 0.99, held, 0.95) for start, rate, loss in tried)


RUN = RunFacts(
    epochs=EPOCHS,
    batch_size=32,
    history=history(),
    health=health(),
    steps=steps(),
    score=0.99,
    loss=0.02,
    validation_score=0.96,
    validation_loss=0.25,
    first_score=0.1,
    first_loss=2.3,
    chance=0.1,
    reference=0.96,
    reference_name="nearest neighbours",
    trials=trials(),
)
HEALTHY = Facts(NETWORK, DATA, RUN)


def facts(network=None, data=None, **run):
    return Facts(replace(NETWORK, **network or {}), replace(DATA, **data or {}), replace(RUN, **run))


def layers(**changes):
    return {"layers": (dense("first", **changes), dense("second", **changes), LAST)}


STUCK = {"score": 0.3, "loss": 1.9, "validation_score": 0.3, "validation_loss": 1.9}
TASKS = {
    "binary": {"task": "binary", "labels": "zero_one", "classes": 2, "label_high": 1.0},
    "regression": {"task": "regression", "labels": "numbers", "classes": 1, "label_low": -3.0, "label_high": 40.0},
    "multilabel": {"task": "multilabel", "labels": "zero_one", "classes": 10, "label_high": 1.0},
    "one_hot": {"labels": "one_hot", "label_high": 1.0},
}
