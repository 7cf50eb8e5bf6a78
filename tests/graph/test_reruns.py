"""What DVC runs again after a change, and that what it writes again are the same bytes.

Which stages run is DVC's work on our graph, whatever they compute: those tests have stages that train nothing.
"""

import json

import pytest
import yaml

from tests.conftest import ran

WITH_TENSORFLOW = ("train@lighting-l2", "evaluate@lighting-l2", "diagnose")
ONLY_UNREGULARIZED = ("variants: [unregularized, l2]", "variants: [unregularized]")
BREAKS = """import keras
from keras import layers


def loss(labels, scores):
    if scores.shape[0] == 64:
        raise ArithmeticError("no batch of 64")
    return keras.losses.sparse_categorical_crossentropy(labels, scores)


def build(input_shape, classes):
    scores = layers.Dense(classes, activation="softmax")
    model = keras.Sequential([layers.Input(input_shape), layers.Flatten(), scores])
    model.compile("sgd", loss)
    return model
"""
UPSIDE = '''"""A confound that a test brings: the picture upside down."""

from typing import ClassVar

import numpy as np

from confoundry.confounds.base import Confound, Images, Values


class Upside(Confound):
    """Value 1 turns the picture upside down."""

    noun: ClassVar[str] = "side"
    levels: int = 2

    def apply(self, images: Images, values: Values) -> Images:
        return np.where(values[:, None, None, None] == 1, images[:, ::-1], images)

    def measure(self, images: Images) -> Values:
        return np.zeros(len(images), np.int64)

    def value_name(self, value: int) -> str:
        return ("as it is", "upside down")[value]
'''


def lock(study):
    return yaml.safe_load(study.read("dvc.lock"))["stages"]


def changed_by_command_or_parameter(study):
    """Return the stages whose own parameters or dependencies differ, as `dvc status` has it."""
    return sorted(json.loads(study.run("dvc", "status", "--json")))


def test_nothing_runs_where_nothing_changed(study):
    assert study.repro() == []
    assert study.run("git", "status", "--porcelain") == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stages", "count"),
    [
        pytest.param(("--single-item", *WITH_TENSORFLOW), 3, id="with-tensorflow", marks=pytest.mark.ci),
        pytest.param((), 17, id="all"),
    ],
)
def test_each_stage_alone_writes_the_bytes_that_the_run_wrote(real, stages, count):
    """`confoundry run` does many stages in one process, in another order; `dvc repro` starts a process for each."""
    before = real.read("dvc.lock")
    assert len(real.repro("--force", *stages)) == count
    assert real.read("dvc.lock") == before


def test_a_changed_variant_runs_its_own_stages_and_what_reads_them(study):
    study.replace("params.yaml", "l2: {network: mlp, l2: 0.01}", "l2: {network: mlp, l2: 0.001}")
    assert changed_by_command_or_parameter(study) == ["resolve", "train@lighting-l2", "train@none-l2"]
    assert sorted(study.repro()) == [
        "diagnose",
        "evaluate@lighting-l2",
        "evaluate@none-l2",
        "preflight",
        "report",
        "resolve",
        "summarize",
        "train@lighting-l2",
        "train@none-l2",
    ]


@pytest.mark.slow
@pytest.mark.ci
def test_a_new_variant_that_fails_to_train_runs_its_own_stages_and_is_named_beside_the_others(real):
    before = json.loads(real.read("metrics/headline.json"))
    (real.folder / "own/breaks.py").write_text(BREAKS)
    real.replace("params.yaml", "variants: [unregularized, l2]", "variants: [unregularized, l2, breaks]")
    real.replace("params.yaml", "  l2: {network: mlp", "  breaks: {network: own.breaks:build}\n  l2: {network: mlp")
    printed = real.run("dvc", "repro")
    assert sorted(ran(printed)) == [
        "diagnose",
        "evaluate@lighting-breaks",
        "evaluate@none-breaks",
        "preflight",
        "report",
        "resolve",
        "summarize",
        "train@lighting-breaks",
        "train@none-breaks",
    ]
    reason = "ArithmeticError: no batch of 64 (own/breaks.py, line 7)"
    assert f"lighting × breaks · failed to train: {reason}" in printed
    headline = json.loads(real.read("metrics/headline.json"))
    nothing = {"excess_pull": None, "shortcut_cost": None, "tolerance": None}
    assert headline["lighting"].pop("breaks") == {"verdict": "failed to train", "reason": reason} | nothing
    assert headline["none"].pop("breaks") == {"verdict": "failed to train", "reason": reason, "plain_accuracy": None}
    assert headline == before
    assert json.loads(real.read("metrics/diagnosis.json"))["none"]["breaks"] == "training_failed"
    assert reason in real.read("reports/index.html")
    assert f"none × breaks failed to train: {reason}" in " ".join(real.run("confoundry", "verdicts").split())


def test_a_new_confound_runs_resolve_alone(study):
    folder = "src/confoundry/confounds"
    (study.folder / folder / "upside.py").write_text(UPSIDE)
    study.replace(
        f"{folder}/table.py", "\n\nCONFOUNDS", "\nfrom confoundry.confounds.upside import Upside\n\nCONFOUNDS"
    )
    study.replace(f"{folder}/table.py", '    "patch": Patch,\n', '    "patch": Patch,\n    "upside": Upside,\n')
    assert study.repro() == ["resolve"]


def test_a_new_gate_retrains_nothing(study):
    gate = "gates: [{confound: lighting, variant: '*', metric: excess_pull, max: 0.1}]\n"
    (study.folder / "params.yaml").write_text(study.read("params.yaml") + gate)
    assert study.repro() == ["resolve"]


def test_changed_code_of_a_network_retrains_its_variants(study):
    study.replace("src/confoundry/networks/mlp.py", '"""Return the compiled model."""', '"""Return the model."""')
    ran = study.repro()
    assert [stage for stage in ran if stage.startswith("train")] == [
        "train@none-unregularized",
        "train@none-l2",
        "train@lighting-unregularized",
        "train@lighting-l2",
    ]
    assert not [stage for stage in ran if stage.startswith("evaluate")], "the models are the same bytes"


@pytest.mark.slow
@pytest.mark.ci
def test_a_dropped_variant_leaves_what_a_fresh_clone_gets(study, tmp_path):
    fresh = tmp_path / "fresh"
    study.run("git", "clone", "--quiet", ".", str(fresh))
    (fresh / ".venv").symlink_to((study.folder / ".venv").resolve())
    other = type(study)(fresh, study.commands)
    for one in (study, other):
        one.replace("params.yaml", *ONLY_UNREGULARIZED)
    assert sorted(study.repro()) == ["diagnose", "preflight", "report", "resolve", "summarize"]
    (fresh / "dvc.lock").unlink()
    other.run("confoundry", "run", "--jobs", "1")
    kept, expected = lock(study), lock(other)
    assert {name: kept[name] for name in expected} == expected
    assert study.read("reports/index.html") == other.read("reports/index.html")
