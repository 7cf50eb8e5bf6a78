"""About how long stages take that have not run: which variants are timed, and what is made of it."""

import json

import pytest

from confoundry.confounds.lighting import Lighting
from confoundry.confounds.none import Nothing
from confoundry.files.run_times import ESTIMATES, TIMES, add_seconds, read_seconds
from confoundry.networks.mlp import Mlp
from confoundry.preflight.timing import STAGE, TrainingPlan, VariantTimes
from confoundry.stages import estimates
from confoundry.stages.variant import Variant
from confoundry.study import StudySettings
from confoundry.wording import duration

PACE = VariantTimes(build=0.5, compile=4, epoch=2, model=0.25, load=3, answers=0.125, trial=4)
STUDY = StudySettings(
    confounds=("none", "lighting"), variants=("a", "b"), alignments=("control", 0.5, 0.95), replicates=2
)
# 3 alignments × 2 seeds; 10 epochs each and two seeds' 4 epochs of trials; three builds, one compilation
TRAINED = STAGE + 3 * 0.5 + 4 + (6 * 10 + 2 * 4) * 2 + 6 * 0.25
EVALUATED = STAGE + 3 + 6 * 0.125 * 11  # ten values, and the images as they are
# the control arm alone: 2 models, and one value
PLAIN = STAGE + 3 * 0.5 + 4 + (2 * 10 + 2 * 4) * 2 + 2 * 0.25
SHOWN = STAGE + 3 + 2 * 0.125 * 2


def test_what_a_stage_takes():
    plan = TrainingPlan(arms=3, replicates=2, epochs=10, folds=0, levels=10)
    assert PACE.training(plan) == pytest.approx(TRAINED)
    assert PACE.evaluation(plan) == pytest.approx(EVALUATED)
    folded = TrainingPlan(arms=1, replicates=2, epochs=10, folds=5, levels=1)  # five more models, each compiled anew
    assert PACE.training(folded) == pytest.approx(PLAIN + 2 * 5 * 0.5 + 5 * 4 + 5 * 10 * 2 + 5 * 0.25)


@pytest.fixture
def timed(tmp_path, monkeypatch):
    """The names of the networks that were timed; the second variant is as large as the first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DVC_ROOT", raising=False)
    variants = {"a": Variant(Mlp(), 10, 32), "b": Variant(Mlp(l2=0.1), 10, 32)}
    asked = []
    monkeypatch.setattr(estimates, "read_confound", {"none": Nothing(), "lighting": Lighting()}.get)
    monkeypatch.setattr(estimates, "read_variant", variants.get)
    monkeypatch.setattr(estimates, "_times", lambda variant, *_: asked.append(variant.network) or PACE)
    return asked


def test_variants_of_one_size_are_timed_once(timed):
    total = estimates.estimate(STUDY, {"a": 7, "b": 7})
    assert total == pytest.approx(2 * (TRAINED + EVALUATED + PLAIN + SHOWN))
    assert timed == [Mlp()]
    found = read_seconds(ESTIMATES)
    assert found["train@lighting-b"] == round(TRAINED, 1)
    assert found["evaluate@none-a"] == round(SHOWN, 1)
    assert {"inject@none", "inject@lighting", "summarize", "diagnose", "report"} <= set(found)


def test_variants_of_other_sizes_are_timed_each(timed):
    estimates.estimate(STUDY, {"a": 7, "b": 8})
    assert timed == [Mlp(), Mlp(l2=0.1)]


def test_what_has_run_is_not_timed_and_counts_as_it_was(timed):
    stages = [f"{stage}@{confound}" for stage in ("train", "evaluate") for confound in STUDY.confounds]
    add_seconds(TIMES, {f"{stage}-{variant}": 10.0 for stage in stages for variant in "ab"})
    assert estimates.estimate(STUDY, {"a": 7, "b": 7}) == 80
    assert timed == []
    assert json.loads(ESTIMATES.read_text()).keys() >= {"summarize"}


def test_a_variant_that_cannot_be_timed_counts_as_the_others(timed, monkeypatch):
    def only_the_first(variant, *_):
        if variant.network != Mlp():
            raise RuntimeError("no steps")
        return PACE

    monkeypatch.setattr(estimates, "_times", only_the_first)
    total = estimates.estimate(STUDY, {"a": 7, "b": 8})
    assert total == pytest.approx(2 * (TRAINED + EVALUATED + PLAIN + SHOWN))
    assert "train@none-b" not in read_seconds(ESTIMATES)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.2, "1 s"),
        (8.4, "8 s"),
        (47, "50 s"),
        (58, "1 min"),
        (161, "2 min 40 s"),
        (1500, "25 min"),
        (4800, "1 h 20 min"),
    ],
)
def test_a_duration_is_rough(seconds, said):
    assert duration(seconds) == said
