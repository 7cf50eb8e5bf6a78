"""Training a recipe on many arms: each is trained as if it were alone."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from confoundry.keys import key
from confoundry.training.models import Recipe
from confoundry.training.trials import FACTORS

ALL = [("control", 0), ("control", 1), ("0.9", 0), ("0.9", 1)]
KINDS = {
    "compiled by XLA": {"xla": True, "l2": 0.01},
    "with a state of its own": {"dropout": 0.4, "normalized": True, "augmented": True, "optimizer": "SGD"},
}


def bytes_of(found):
    return {pair: content for pair, (content, _) in found.items()}


@pytest.mark.parametrize(
    "kind",
    [pytest.param("compiled by XLA", marks=[pytest.mark.slow, pytest.mark.ci]), "with a state of its own"],
)
def test_an_arm_is_trained_the_same_alone_and_among_others_in_any_order(kind, small, trained):
    network = small(**KINDS[kind])
    together = trained(network, ALL)
    assert len({content for content, _ in together.values()}) == len(ALL)
    for pair, (content, history) in trained(network, [ALL[3], ALL[1]]).items():  # of one replicate, the later one first
        assert content == together[pair][0]
        assert history.equals(together[pair][1])


ALONE = """
import pathlib, sys
sys.path.insert(0, {folder!r})
import conftest as c
recipe = c.Recipe(c.Small(dropout=0.4), classes=3, epochs=2, batch_size=8, seed=0)
(one,) = recipe.train([c.arm("0.9", 1)], c.CONFOUND, c.TRAIN, c.VALIDATION)
c.save_model(one.model, pathlib.Path({file!r}))
"""


@pytest.mark.slow
@pytest.mark.ci
def test_a_process_of_its_own_gives_the_same_bytes(small, trained, tmp_path):
    trained(small(normalized=True), ALL[:1], epochs=1)  # another recipe before it
    keras.utils.set_random_seed(99)
    here = trained(small(dropout=0.4), [ALL[0], ALL[3]])[ALL[3]][0]
    file = tmp_path / "alone.keras"
    code = ALONE.format(folder=str(Path(__file__).parent), file=str(file))
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert file.read_bytes() == here


def test_arms_of_a_replicate_begin_from_the_same_weights_and_other_replicates_from_others(small, trained):
    untrained = trained(small(rate=0.0, optimizer="SGD"), ALL, epochs=1)
    content = bytes_of(untrained)
    assert content["control", 0] == content["0.9", 0]
    assert content["control", 1] == content["0.9", 1]
    assert content["control", 0] != content["control", 1]
    assert trained(small(rate=0.0, optimizer="SGD"), ALL[:1], epochs=1, seed=1)["control", 0][0] not in content.values()


def test_initial_weights_are_those_of_a_network_built_alone_under_the_replicates_key(small, problem, make_arm):
    train, validation, confound = problem
    recipe = Recipe(small(rate=0.0, optimizer="SGD"), classes=3, epochs=1, batch_size=8, seed=5)
    _, *arms = [make_arm("control", replicate) for replicate in (0, 4)]
    one, *_ = recipe.train(arms, confound, train, validation)
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(key(5, "weights", 4) % 2**32)
    built = small().build((6, 6, 1), 3)
    for found, expected in zip(one.model.get_weights(), built.get_weights(), strict=True):
        assert (found == expected).all()


def test_a_model_comes_as_it_was_built_with_an_optimizer_that_has_not_begun(small, trained):
    content = trained(small(logits=True), ALL[:1])["control", 0][0]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        weights, config = archive.read("model.weights.h5"), archive.read("config.json")
    with h5py.File(io.BytesIO(weights)) as file:
        iterations, rate = (file["optimizer/vars"][name][()] for name in ("0", "1"))
        assert (len(file["optimizer/vars"]), iterations) == (2, 0)
        assert rate == pytest.approx(0.05)
    assert b"cross_entropy" not in config  # no metric of ours
    assert b'"from_logits": true' in config


def test_training_learns(small, trained):
    history = trained(small(), ALL[:1], epochs=60)["control", 0][1]
    assert history["epoch"].tolist() == list(range(1, 61))
    assert history["cross_entropy"].iloc[-1] < 0.2 < history["cross_entropy"].iloc[0]
    assert history["accuracy"].iloc[-1] > 0.95
    assert history["val_accuracy"].iloc[-1] > 0.9


@pytest.mark.parametrize("logits", [False, True])
def test_what_the_history_records(logits, small, problem, make_arm):
    """With a rate of 0 the weights stay, so that every figure of an epoch can be worked out from them."""
    train, validation, confound = problem
    network, one = small(l2=0.1, logits=logits, rate=0.0, optimizer="SGD"), make_arm("0.9", 1)
    recipe = Recipe(network, classes=3, epochs=2, batch_size=8, seed=0)
    (trained,) = recipe.train([one], confound, train, validation)
    model, history = trained.model, trained.history
    penalty = sum(0.1 * np.square(kernel).sum() for kernel in model.get_weights()[::2])  # each before its bias
    entropy, right = measured(model, confound.apply(train.images, one.train), train.labels, logits)
    held_entropy, held_right = measured(
        model, confound.apply(validation.images, one.validation), validation.labels, logits
    )
    for row in history.itertuples():
        assert (row.alignment, row.replicate) == ("0.9", 1)
        assert row.cross_entropy == pytest.approx(entropy, rel=1e-5)
        assert row.loss == pytest.approx(entropy + penalty, rel=1e-5)
        assert row.accuracy == pytest.approx(right)
        assert row.val_loss == pytest.approx(held_entropy + penalty, rel=1e-5)
        assert row.val_accuracy == pytest.approx(held_right)
    assert history["epoch"].tolist() == [1, 2]
    assert penalty > 0.1


def measured(model, images, labels, logits):
    scores = np.asarray(model(images, training=False), np.float64)
    if logits:
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
    return -np.log(scores[np.arange(len(labels)), labels]).mean(), (scores.argmax(axis=1) == labels).mean()


def test_callbacks_hear_of_every_epoch_of_every_arm(small, problem, make_arm):
    train, validation, confound = problem
    heard = []
    each = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: heard.append((epoch, sorted(logs))))
    recipe = Recipe(small(), classes=3, epochs=2, batch_size=8, seed=0)
    list(recipe.train([make_arm("control", 0), make_arm("0.9", 0)], confound, train, validation, [each]))
    logs = ["accuracy", "cross_entropy", "loss", "val_accuracy", "val_cross_entropy", "val_loss"]
    assert heard == [(0, logs), (1, logs)] * 2


def test_trials_go_on_from_the_trained_weights_and_leave_the_model_and_the_next_one_as_they_are(
    small, problem, make_arm
):
    train, validation, confound = problem
    arms = [make_arm("control", 0), make_arm("control", 1)]

    def weights(*, tried):
        recipe = Recipe(small(rate=0.001), classes=3, epochs=8, batch_size=8, seed=0)
        found, tables = [], []
        for one in recipe.train(arms, confound, train, validation):
            if tried:
                tables.append((one.history, one.trials()))
                assert one.trials().equals(tables[-1][1])
            found.append(one.model.get_weights())
        return found, tables

    (alone, _), (found, tables) = weights(tried=False), weights(tried=True)
    for one, other in zip(alone, found, strict=True):
        assert all((a == b).all() for a, b in zip(one, other, strict=True))
    for history, trials in tables:
        assert list(trials["factor"]) == list(FACTORS)
        assert set(trials["epochs"]) == {8}  # 200 steps would be 34 epochs, more than the training had
        on, fast = trials["cross_entropy"]
        assert fast < on < history["cross_entropy"].iloc[-1]


def test_a_schedule_is_run_through_again_in_the_time_of_a_trial(small, problem, make_arm):
    train, validation, confound = problem
    rate = keras.optimizers.schedules.ExponentialDecay(0.01, 10, 0.5)
    recipe = Recipe(
        small.model_construct(**{**small().__dict__, "rate": rate}), classes=3, epochs=1, batch_size=8, seed=0
    )
    (one,) = recipe.train([make_arm("control", 0)], confound, train, validation)
    found = one.trials()
    assert list(found["factor"]) == list(FACTORS)
    assert found["cross_entropy"].nunique() == 2
