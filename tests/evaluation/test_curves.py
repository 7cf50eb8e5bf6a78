import numpy as np
import pandas as pd

from confoundry.evaluation.curves import rounded, strength, training


def test_the_control_comes_first_then_by_share():
    rows = [("b", "l2", "0.5", "conflicting_accuracy"), ("a", "l2", "1.0", "conflicting_accuracy")]
    rows += [("a", "l2", "0.95", "conflicting_accuracy"), ("a", "l2", "control", "conflicting_accuracy")]
    rows += [("a", "l2", "control", "pull")]
    table = pd.DataFrame(rows, columns=["confound", "variant", "alignment", "metric"])
    table = table.assign(value=0.5, low=0.4, high=0.6, images=3)
    found = strength(table)
    assert found[["confound", "alignment"]].agg(" ".join, axis=1).tolist() == ["a control", "a 0.95", "a 1.0", "b 0.5"]
    assert list(found) == ["confound", "variant", "alignment", "value", "low", "high"]


def test_training_is_the_mean_of_the_seeds_that_have_a_number():
    models = [("1.0", 0, 1.0), ("1.0", 1, 3.0), ("control", 0, np.inf), ("control", 1, 2.0)]
    rows = [(a, r, e, loss / e, 0.5, loss, 0.25) for a, r, loss in models for e in (1, 2)]
    columns = ["alignment", "replicate", "epoch", "loss", "accuracy", "val_loss", "val_accuracy"]
    found = training("lighting", "l2", pd.DataFrame(rows, columns=columns))
    assert found["alignment"].tolist() == ["control", "control", "1.0", "1.0"]
    assert found["epoch"].tolist() == [1, 2, 1, 2]
    assert found["loss"].tolist() == [2, 1, 2, 1]
    assert set(found["confound"]) == {"lighting"}


def test_no_minus_before_a_zero():
    frame = rounded(pd.DataFrame({"name": ["a", "b"], "value": [-0.00001, 0.123456]}))
    assert frame["value"].tolist() == [0.0, 0.1235]
    assert not np.signbit(frame["value"]).any()
