"""The stage `preflight`: one line for each variant and each confound that does not work, before anything is trained."""

import json
import re
import sys

import numpy as np
import pytest
import yaml

from confoundry.files.fit import write_fit
from confoundry.files.frames import write_table
from confoundry.networks import own_code
from confoundry.paths import PREFLIGHT, RAW, RAW_IMAGES, RAW_MANIFEST
from confoundry.sources.manifest import manifest
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.stages import estimates, preflight, resolve
from confoundry.training.start import start_tensorflow

start_tensorflow(1)

NETS = """import sys
import keras
from keras import layers, ops

def compiled(shape, loss, *inner):
    model = keras.Sequential([layers.Input(shape), layers.Flatten(), *inner])
    model.compile("sgd", loss)
    return model

def raises(shape, classes):
    raise ValueError("no weights")

def exits(shape, classes):
    sys.exit(0)

def hangs(shape, classes, again=0):
    while True:
        pass

def outputs(shape, classes):
    return compiled(shape, "sparse_categorical_crossentropy", layers.Dense(classes + 1))

def loose(shape, classes):
    return keras.Sequential([layers.Input(shape), layers.Flatten(), layers.Dense(classes)])

def rows(shape, classes):
    return compiled(shape, "mse", layers.Dense(classes))

def function(shape, classes):
    twice = layers.Lambda(lambda x: 2 * x)
    return compiled(shape, "sparse_categorical_crossentropy", twice, layers.Dense(classes))

@keras.saving.register_keras_serializable()
class Twice(layers.Layer):
    def call(self, inputs):
        return 2 * inputs

def layer(shape, classes):
    return compiled(shape, "sparse_categorical_crossentropy", Twice(), layers.Dense(classes))

def wrong_loss(labels, scores):
    return ops.sum(scores - missing, axis=-1)

def step(shape, classes):
    return compiled(shape, wrong_loss, layers.Dense(classes))

def upside_down(labels, scores):
    return -keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True)

def sign(shape, classes):
    return compiled(shape, upside_down, layers.Dense(classes))

def own_loss(labels, scores):
    return keras.losses.sparse_categorical_crossentropy(labels, scores, from_logits=True)

def fine(shape, classes):
    return compiled(shape, own_loss, layers.Dense(classes))
"""
MODEL = "expected a model for inputs of shape (28, 28, 1) and 10 classes, got "
FILE = "expected a model that can be loaded from a .keras file, got "
WRONG = {
    "raises": f"{MODEL}ValueError: no weights (own/nets.py, line 11); fix the builder",
    "exits": f"{MODEL}a call to sys.exit (own/nets.py, line 14); fix the builder",
    "outputs": "expected 10 scores per image, got an output of shape (None, 11); fix the last layer",
    "loose": "expected a compiled Keras model, got a model that is not compiled; compile it and return it",
    "rows": "expected a loss that takes class numbers, got mean_squared_error, which takes one-hot labels; "
    "compile with sparse_categorical_crossentropy",
    "function": f"{FILE}a Lambda layer (own/nets.py, line 30); use Keras' own layers",
    "layer": f"{FILE}the custom layer Twice (own/nets.py, line 33); use Keras' own layers",
    "step": "expected a first training step, got NameError: name 'missing' is not defined (own/nets.py, line 42); "
    "fix the network or its loss",
    "sign": "expected a loss that takes class numbers, got a loss that is not lower when the right "
    "class has the highest score; compile with sparse_categorical_crossentropy, or change the loss",
}
ENDLESS = "expected a builder that returns, got no return, as for variants.hangs; fix the builder"


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A root with 500 digits that passed their checks; a function of variants and confounds that resolves them."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "own"]:
        monkeypatch.delitem(sys.modules, name)
    (tmp_path / "own").mkdir()
    (tmp_path / "own/__init__.py").touch()
    (tmp_path / "own/nets.py").write_text(NETS)
    (tmp_path / "requirements.lock").write_text("")
    labelled = Mnist5k().read(tmp_path / "requirements.lock")
    RAW.mkdir(parents=True)
    few = type(labelled)(labelled.images[::10], labelled.labels[::10])
    np.save(RAW_IMAGES, few.images)
    write_table("manifest", manifest(few, validation=0.1, test=0.2), RAW_MANIFEST)
    write_fit()

    def resolved(variants, confounds):
        names = {"confounds": list(confounds), "variants": list(variants), "alignments": ["control", 0.95]}
        params = {"study": names | {"replicates": 2}, "confounds": confounds, "variants": variants}
        (tmp_path / "params.yaml").write_text(yaml.safe_dump(params, sort_keys=False))
        assert resolve.main([]) == 0

    yield resolved
    for name in [name for name in sys.modules if name.partition(".")[0] == "own"]:
        del sys.modules[name]  # what this test imported; monkeypatch brings back what was there before


def run(capsys):
    capsys.readouterr()
    return preflight.main([]), *capsys.readouterr()


def test_each_variant_that_does_not_work_has_a_line(study, capsys):
    own = {name: {"network": f"own.nets:{name}"} for name in [*WRONG, "fine"]}
    study(own | {"mlp": {}}, {"none": {}})
    status, out, err = run(capsys)
    assert err.splitlines() == [f"error: variants.{name}: own.nets:{name}: {said}" for name, said in WRONG.items()]
    assert (status, out) == (2, "")
    assert not PREFLIGHT.exists()


def test_a_builder_that_never_returns_is_waited_for_once(study, capsys, monkeypatch):
    monkeypatch.setattr(own_code, "LIMIT", 0.3)
    study({"hangs": {"network": "own.nets:hangs"}, "again": {"network": "own.nets:hangs", "again": 1}}, {"none": {}})
    status, out, err = run(capsys)
    first, second = err.splitlines()
    where = re.escape(f"error: variants.hangs: own.nets:hangs: {MODEL}no return within 0.3 s (own/nets.py, line 1")
    assert re.fullmatch(where + r"[78]\); fix the builder", first)
    assert second == f"error: variants.again: own.nets:hangs: {ENDLESS}"
    assert (status, out) == (2, "")


def test_a_confound_that_cannot_be_read_back_is_refused_beside_a_variant(study, capsys):
    study({"mlp": {"units": [4]}, "bad": {"network": "own.nets:exits"}}, {"none": {}, "patch": {"levels": 300}})
    status, out, err = run(capsys)
    assert (status, out) == (2, "")
    variant, confound = err.splitlines()
    assert variant.startswith("error: variants.bad: own.nets:exits: ")
    assert confound.startswith("error: patch cannot be measured in the images: its value was measured correctly in ")
    assert "`levels: 100` works: change confounds.patch in params.yaml" in confound


@pytest.mark.parametrize(
    ("seconds", "said"), [(160, "; 12 models, about 2 min 40 s on one core"), (None, "; 12 models")]
)
def test_what_works_leaves_a_file_for_each(study, capsys, monkeypatch, seconds, said):
    monkeypatch.setattr(estimates, "estimate", lambda *_: seconds)
    study({"mlp": {"units": [4]}, "fine": {"network": "own.nets:fine"}}, {"none": {}, "lighting": {}})
    status, out, err = run(capsys)
    assert (status, err) == (0, "")
    assert out == f"preflight · 2 variants can be built, 1 shortcut can be measured in the images{said}\n"
    found = {str(path.relative_to(PREFLIGHT)): json.loads(path.read_text()) for path in PREFLIGHT.rglob("*.json")}
    assert found == {
        "variants/mlp.json": {"name": "mlp", "parameters": 785 * 4 + 5 * 10},
        "variants/fine.json": {"name": "fine", "parameters": 785 * 10},
        "confounds/none.json": {"images": 64, "name": "none"},
        "confounds/lighting.json": {"images": 64, "name": "lighting"},
    }
