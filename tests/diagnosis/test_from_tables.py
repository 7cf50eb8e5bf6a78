"""What tables say of a training, over its training seeds."""

import math

import pandas as pd
import pytest

from confoundry.diagnosis.facts import Trial
from confoundry.diagnosis.from_tables import over_seeds, run_facts

NAN = math.nan
NOTHING = pd.DataFrame({"alignment": [], "replicate": [], "epoch": [], "layer": []})


def history(*losses, alignment="control"):
    """Two epochs of each training seed; the last one's loss is given."""
    rows = [
        (alignment, seed, epoch, loss, loss - 0.1, 0.4 * epoch, loss + 0.2, 0.45 * epoch)
        for seed, last in enumerate(losses)
        for epoch, loss in ((1, 2.0), (2, last))
    ]
    names = ["alignment", "replicate", "epoch", "loss", "cross_entropy", "accuracy", "val_loss", "val_accuracy"]
    return pd.DataFrame(rows, columns=names)


def test_numbers_are_means_over_seeds():
    table = history(1.0, 3.0)
    assert over_seeds(table, "control", ["epoch"])["loss"].tolist() == [2.0, 2.0]


@pytest.mark.parametrize(("losses", "mean"), [((1.0, 3.0, NAN), 2.0), ((1.0, NAN, math.inf), NAN), ((1.0, NAN), 1.0)])
def test_a_number_that_most_seeds_lack_is_none(losses, mean):
    assert over_seeds(history(*losses), "control", ["epoch"])["loss"].iloc[-1] == pytest.approx(mean, nan_ok=True)


@pytest.mark.parametrize(("counts", "said"), [((0, 0, 7), 0), ((0, 5, 7), 5)])
def test_one_seed_that_diverged_is_not_what_the_recipe_does(counts, said):
    table = pd.DataFrame({"alignment": "control", "replicate": [0, 1, 2], "epoch": 1, "not_finite": counts})
    assert over_seeds(table, "control", ["epoch"])["not_finite"].tolist() == [said]


def test_a_seed_that_stopped_early_counts_with_its_last_epoch():
    stopped = history(1.0, 3.0)
    stopped = stopped[(stopped["replicate"] == 0) | (stopped["epoch"] == 1)]
    tables = {"history": stopped, "health": NOTHING, "steps": NOTHING, "trials": NOTHING.assign(factor=[], epochs=[])}
    run = run_facts(tables, batch_size=1, chance=0.1, first=(0, 0))
    assert run.trials == ()
    assert run.validation_score == pytest.approx((0.9 + 0.45) / 2)
    assert run.loss == pytest.approx((0.9 + 1.9) / 2)
    assert run.history["loss"].tolist() == [2.0, 1.0]


def test_the_facts_of_a_run():
    layers = pd.DataFrame(
        {
            "alignment": "control",
            "replicate": [0, 0, 1, 1],
            "epoch": 1,
            "layer": ["b", "a", "b", "a"],
            "dead": [0, 1, 1, 1],
        }
    )
    steps = pd.DataFrame({"alignment": "control", "replicate": [0, 1], "epoch": 1, "loss": [1.0, 2.0], "not_finite": 0})
    trials = history(1.0, 3.0).query("epoch == 2").rename(columns={"epoch": "epochs"}).assign(factor=10.0)
    tables = {"history": history(1.0, 3.0), "health": layers, "steps": steps, "trials": trials}
    run = run_facts(tables, batch_size=64, chance=0.1, first=(0.09, 2.3))
    assert (run.epochs, run.batch_size, run.chance, run.first_score, run.first_loss) == (2, 64, 0.1, 0.09, 2.3)
    assert run.score == 0.9, "validation's: an epoch's training accuracy is counted while weights change"
    assert (run.loss, run.validation_loss, run.validation_score) == (1.9, 2.2, 0.9)
    assert list(run.history.columns[:3]) == ["epoch", "loss", "task_loss"]
    assert run.health[["layer", "dead"]].values.tolist() == [["b", 0.5], ["a", 1.0]]
    assert run.reference is None
    assert run.trials == (Trial("trained", 10.0, 2, pytest.approx(1.9), 0.9, pytest.approx(2.2), 0.9),)
