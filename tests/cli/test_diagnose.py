"""`confoundry diagnose` on data of several shapes, and its one line for each mistake."""

import json
import sys

import numpy as np
import pytest

from confoundry.diagnosis.names import CAUSES
from tests.cli.test_verdicts_command import run

BUILDERS = """
import keras
from keras import layers

print("this is no answer")


def compiled(loss, *inner):
    model = keras.Sequential(inner)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=loss)
    return model


def fine(shape, classes, *, units=16):
    hidden = layers.Dense(units, "relu")
    scores = layers.Dense(classes, "softmax")
    return compiled("categorical_crossentropy", layers.Input(shape), hidden, scores)


def unbuilt(shape, classes):
    return compiled("categorical_crossentropy", layers.Dense(16, "relu"), layers.Dense(classes, "softmax"))


def one_unit(shape, classes):
    return compiled("binary_crossentropy", layers.Input(shape), layers.Dense(8, "relu"), layers.Dense(1, "softmax"))


def bounded(shape, classes):
    return compiled("mse", layers.Input(shape), layers.Dense(8, "relu"), layers.Dense(classes, "sigmoid"))


def recurrent(shape, classes):
    return compiled("binary_crossentropy", layers.Input(shape), layers.LSTM(8), layers.Dense(1, "softmax"))


def failing(shape, classes):
    return compiled("mse", layers.Input(shape), layers.Dense(1 / 0))


def exits(shape, classes):
    raise SystemExit(0)


def loose(shape, classes):
    return keras.Sequential([layers.Input(shape), layers.Dense(classes)])


def other_inputs(shape, classes):
    return compiled("mse", layers.Input((99,)), layers.Dense(classes))
"""
PARAMS = """
study: {confounds: [none], variants: [one], alignments: [control]}
confounds: {none: {}}
variants:
  one: {network: mlp, units: [8], training: {epochs: 2, batch_size: 64}}
  few: {network: mlp, units: [8], training: {epochs: 2, images: 60}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with builders and data: groups that meet in a plane, the same as a table, sequences, numbers, XOR."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "nets", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.syspath_prepend(str(tmp_path))
    random = np.random.default_rng(0)
    labels = np.arange(600) % 3
    groups = random.normal(size=(600, 2)) * 0.7 + np.array([[0, 1], [1, -1], [-1, -1]])[labels]
    np.savez("groups.npz", x=groups, y=labels)
    rows = "".join(f"{x:.4f},{y:.4f},group {label}\n" for (x, y), label in zip(groups, labels, strict=True))
    (tmp_path / "groups.csv").write_text(f"x,y,kind\n{rows}")
    steps = random.normal(size=(60, 5, 2))
    np.savez("steps.npz", x_train=steps, y_train=(steps.sum((1, 2)) > 0).astype(int))
    np.savez("numbers.npz", x=groups, y=100 * groups.sum(axis=1))
    np.savez("xor.npz", x=np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), y=np.array([0, 1, 1, 0]))
    (tmp_path / "nets.py").write_text(BUILDERS)
    (tmp_path / "params.yaml").write_text(PARAMS)
    return tmp_path


@pytest.fixture
def diagnosed(folder, capsys, monkeypatch):
    """Run the command with --json: gives its status and what it found."""

    def look(*argv):
        status = run("diagnose", *argv, "--json", monkeypatch=monkeypatch)
        return status, json.loads(capsys.readouterr().out)

    return look


@pytest.mark.parametrize("builder", ["fine", "unbuilt"])
def test_a_network_that_learns_is_healthy_and_gets_labels_that_fit_its_loss(builder, diagnosed):
    status, found = diagnosed(f"nets:{builder}", "--data", "npz:groups.npz", "--epochs", "20")
    assert (status, found["healthy"], found["causes"]) == (0, True, [])
    assert found["scores"]["validation"] > 0.85


@pytest.mark.parametrize(
    ("builder", "data", "options", "cause"),
    [
        ("one_unit", "npz:xor.npz", ["--batch-size", "4"], "output_activation"),
        ("one_unit", "csv:groups.csv", ["--label", "kind"], "output_activation"),
        ("recurrent", "npz:steps.npz", [], "output_activation"),
        ("bounded", "npz:numbers.npz", [], "output_activation"),
    ],
)
def test_a_cause_is_named_first_with_status_1(builder, data, options, cause, diagnosed):
    status, found = diagnosed(f"nets:{builder}", "--data", data, "--epochs", "3", *options)
    assert (status, found["healthy"]) == (1, False)
    assert found["causes"][0]["name"] == cause
    for one in found["causes"]:
        assert set(one) == {"name", "layer", "confidence", "evidence", "remedy"}
        assert one["name"] in CAUSES
        assert 0 <= one["confidence"] <= 1


def test_the_screen_says_what_was_looked_at_and_why(folder, capsys, monkeypatch):
    argv = ["diagnose", "nets:one_unit", "--data", "npz:xor.npz", "--epochs", "3", "--batch-size", "4"]
    assert run(*argv, monkeypatch=monkeypatch) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith(
        "Diagnosis: nets:one_unit on npz:xor.npz: 4 samples; 3 epochs, batches of 4.\n\n"
        "1. The output activation does not match the labels or the loss.\n   output_activation, layer dense"
    )
    assert shown.err.startswith("diagnose · nets:one_unit on npz:xor.npz: 4 samples; 3 epochs, batches of 4.\n")


def test_the_same_seed_finds_the_same(diagnosed):
    argv = ["nets:fine", "--data", "npz:groups.npz", "--epochs", "2", "--seed", "7"]
    assert diagnosed(*argv) == diagnosed(*argv)


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("one", "one on mnist-5k: 3,502 samples, 537 held out; 2 epochs, batches of\n64.\n"),
        ("few", "few on mnist-5k: 60 samples, 537 held out; 2 epochs, batches of 32.\n"),
    ],
)
def test_a_variant_of_the_study_is_trained_as_it_is_there(variant, said, folder, capsys, monkeypatch):
    assert run("diagnose", variant, monkeypatch=monkeypatch) in (0, 1)
    assert capsys.readouterr().out.startswith(f"Diagnosis: {said}")


WRONG = {
    ("nets:fine",): "--data: expected a source of samples, got none; for example --data mnist-5k",
    ("nets:fine", "--data", "mnist"): "--data: expected one of mnist-5k, csv:PATH, idx:PATH, npz:PATH, got mnist",
    ("nets:fine", "--data", "npz:no.npz"): "no.npz: expected a zip of NumPy arrays (.npz), got nothing there",
    ("nets:fine", "--data", "csv:groups.csv"): "expected a column label, got x, y, kind; name the column with --label",
    ("nets:fine", "--data", "npz:groups.npz", "--set", "units"): "--set: expected name=value, got units",
    ("nets:fine", "--data", "npz:groups.npz", "--set", "width=3"): "TypeError: fine() got an unexpected keyword",
    ("nets:none", "--data", "npz:groups.npz"): "expected a function none that can be imported from nets, got none; fix",
    ("nets:failling", "--data", "npz:groups.npz"): "imported from nets, got none; did you mean failing?",
    ("nits:fine", "--data", "npz:groups.npz"): "got ModuleNotFoundError: No module named 'nits'",
    ("./nets.py:fine", "--data", "npz:groups.npz"): "write nets:fine",
    ("nets:failing", "--data", "npz:groups.npz"): "got ZeroDivisionError: division by zero (nets.py, line ",
    ("nets:exits", "--data", "npz:groups.npz"): "got a call to sys.exit (nets.py, line ",
    ("nets:loose", "--data", "npz:groups.npz"): "expected a compiled Keras model, got a model that is not compiled",
    ("nets:other_inputs", "--data", "npz:groups.npz"): "expected samples of shape (99,)",
    ("two",): "diagnose: expected module:function, or one of the variants one, few, got two; fix the name",
    ("on",): "one of the variants one, few, got on; did you mean one?",
    ("one", "--data", "npz:groups.npz"): "--data: expected images, which one needs, got samples of shape (2,)",
    ("one", "--set", "units=3"): "--set: expected a builder (module:function), got the variant one",
}


@pytest.mark.parametrize("argv", WRONG)
def test_a_mistake_is_one_line_and_status_2(argv, folder, capsys, monkeypatch):
    assert run("diagnose", *argv, monkeypatch=monkeypatch) == 2
    shown = capsys.readouterr()
    errors = [line for line in shown.err.splitlines() if not line.startswith(("diagnose · ", "this is no answer"))]
    assert len(errors) == 1
    assert errors[0].startswith("error: ")
    assert WRONG[argv] in errors[0]
    assert shown.out == ""


def test_without_a_study_a_name_alone_is_told_what_to_write(folder, capsys, monkeypatch):
    (folder / "params.yaml").unlink()
    assert run("diagnose", "one", monkeypatch=monkeypatch) == 2
    assert "there are no variants, because there is no params.yaml here" in capsys.readouterr().err
