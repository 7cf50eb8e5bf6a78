import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bench.faults.architectures import ARCHITECTURES
from bench.faults.catalogue import FAULTS
from bench.faults.effects import effect
from bench.faults.fault import All, Times
from bench.faults.figures import exact_share, faulty, harmless, healthy, right, slower
from bench.faults.generating import faulty as with_mistakes
from bench.faults.generating import healthy as without
from bench.faults.intervals import clustered, exact
from bench.faults.parts import parted, programs
from bench.faults.preparing import prepared, truth
from bench.faults.recipes import pairs, twins
from bench.faults.report import sheets
from bench.faults.rows import COLUMNS
from bench.faults.scoring import score
from bench.faults.seal import check_seal, listing, seal
from bench.faults.settings import Settings
from bench.faults.showing import markdown
from confoundry.diagnosis.names import CAUSES
from confoundry.errors import BadInput

CANNOT_TRAIN = ("sparse_loss_of_one_hot", "categorical_loss_of_indices", "labels_out_of_range")


def each_mistake():
    seen = {}
    for program in with_mistakes(without(parted()["sealed"])):
        seen.setdefault((program.fault, program.severity), program)
    return seen


MISTAKES = each_mistake()
SOUND = {program.architecture: program for program in without(pairs())}


def step(program):
    import keras

    keras.utils.set_random_seed(0)
    model = program.build()
    x, y, _, _ = program.data()
    model.run_eagerly = True
    model.train_on_batch(x[:8], y[:8])
    return model


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_architecture_trains_a_step_and_its_weights_come_from_the_seed_alone(architecture):
    first, again = step(SOUND[architecture]), step(SOUND[architecture])
    assert all(np.isfinite(weights).all() for weights in first.get_weights())
    for one, other in zip(first.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.filterwarnings("ignore::UserWarning:keras", "ignore::SyntaxWarning:keras")  # Keras sees some itself
@pytest.mark.parametrize("mistake", [pytest.param(key, id="-".join(key)) for key in MISTAKES])
def test_every_mistake_can_be_made(mistake):
    program = MISTAKES[mistake]
    model = program.build() if program.fault in CANNOT_TRAIN else step(program)
    assert model.compiled


def test_every_mistake_of_the_catalogue_is_planted_at_every_level():
    levels = {(name, str(level + 1)) for name, fault in FAULTS.items() for level in range(len(fault.levels))}
    assert set(MISTAKES) == levels


def test_every_accepted_cause_is_a_cause():
    assert {cause for fault in FAULTS.values() for cause in fault.accepted} <= set(CAUSES)


def test_a_mistake_changes_the_settings_that_it_names_and_no_other():
    before = Settings(dataset="wine", architecture="mlp", units=(48, 24), rate=0.003, epochs=20)
    after = FAULTS["learning_rate_high"].plant(before, 2)
    assert after == before.changed(rate=0.3)
    assert Times(0.01).of(20) == 1
    assert Times(6).of((48, 24)) == (288, 144)
    assert All(2).of((48, 24)) == (2, 2)


def test_parts_share_no_pair_and_are_generated_alike_each_time():
    parts = parted()
    members = [pair for pairs_of in parts.values() for pair in pairs_of]
    assert sorted(members) == sorted(pairs())
    for part in parts:
        first = [(program.name, program.content) for program in programs(part)]
        programs.cache_clear()
        assert first == [(program.name, program.content) for program in programs(part)]
        assert len({name for name, _ in first}) == len(first)
        assert {(program.dataset, program.architecture) for program in programs(part)} <= set(parts[part])
        assert {program.twin for program in programs(part)} <= {name for name, _ in first}


def test_the_sealed_part_is_large_and_the_others_begin_small():
    counts = {part: (sum(one.healthy for one in programs(part)), len(programs(part))) for part in parted()}
    assert counts["sealed"][0] >= 220
    assert counts["sealed"][1] - counts["sealed"][0] >= 400
    assert counts["develop"][1] - counts["develop"][0] >= 60


def test_the_healthy_programs_of_a_pair_differ_in_optimizer_and_head():
    three = list(twins("wine", "mlp").values())
    assert len(three) == len({one.optimizer for one in three}) == 3
    assert len({(one.loss, one.labels, one.from_logits) for one in three}) == 3


def test_data_have_the_faults_of_the_settings_and_the_truth_stays():
    plain = Settings(dataset="circles", architecture="mlp", labels="index")
    x, y, x_val, y_val = prepared(plain)
    assert (x.shape, y.shape, x_val.shape, y_val.shape) == ((500, 2), (500,), (500, 2), (500,))
    shifted = prepared(plain.changed(scale=2.0, shift=10.0))
    np.testing.assert_allclose(shifted[0], 2 * x + 10, rtol=1e-6)
    assert (
        np.isnan(prepared(plain.changed(missing=0.01))[0]).sum()
        + np.isnan(prepared(plain.changed(missing=0.01))[2]).sum()
        == 10
    )
    np.testing.assert_array_equal(prepared(plain.changed(label_shift=1))[1], y + 1)
    np.testing.assert_array_equal(prepared(plain.changed(rolled=1))[1][1:], y[:-1])
    wrong = prepared(plain.changed(mislabelled=1.0))[3] != y_val
    assert 0.4 < wrong.mean() < 0.6
    np.testing.assert_array_equal(truth(plain.changed(mislabelled=1.0)), y_val)
    assert len(prepared(plain.changed(samples=30))[0]) == 30


def test_answers_are_scored_against_the_truth():
    two = Settings(dataset="circles", architecture="mlp", outputs=2, labels="index")
    true = truth(two)
    perfect = np.eye(2)[true]
    assert score(perfect, two) == 1.0
    assert score(1 - perfect, two) == 0.0
    one = two.changed(outputs=1, output_activation="linear", from_logits=True)
    assert score(np.where(true == 1, 0.1, -0.1)[:, None], one) == 1.0
    assert score(np.where(true == 1, 0.1, -0.1)[:, None], one.changed(from_logits=False)) == (true == 0).mean()
    assert score(np.full((500, 2), np.nan), two) == 0.0
    target = truth(Settings(dataset="echo", architecture="lstm"))
    numbers = Settings(dataset="echo", architecture="lstm", target_scale=100.0)
    assert score(100 * target, numbers) == pytest.approx(1.0, abs=1e-6)
    assert score(np.full_like(target, 100 * target.mean()), numbers) == pytest.approx(0.0, abs=1e-6)
    assert score(np.full_like(target, np.inf), numbers) == -1.0


def test_the_kill_criterion_by_hand():
    worse = effect([0.9, 1.0, 0.8], [0.6, 0.5, 0.7])
    assert worse.lost == pytest.approx(0.3)
    assert worse.d == pytest.approx(3.0)  # 0.3 over a standard deviation of 0.1 in both
    assert worse.p == pytest.approx(0.0213, abs=1e-4)  # t = 0.3 / sqrt(2 · 0.01 / 3) = 3.674 with 4 degrees of freedom
    assert worse.killed
    assert not effect([0.6, 0.5, 0.7], [0.9, 1.0, 0.8]).killed
    assert not effect([0.9, 0.9, 0.9], [0.9, 0.9, 0.9]).killed
    assert effect([0.9, 0.9, 0.9], [0.8, 0.8, 0.8]).killed
    assert effect([0.9, 0.9, 0.9], []).killed


def test_limits_of_shares():
    low, high = exact(4, 200)
    assert (round(low, 4), round(high, 4)) == (0.0055, 0.0504)
    assert exact(0, 0) == (0.0, 1.0)
    assert clustered([True] * 6, ["a", "a", "b", "b", "c", "c"]) == exact(3, 3)  # three clusters, not six programs
    assert clustered([], []) == (0.0, 1.0)
    low, high = clustered([True, True, False, False], ["a", "a", "b", "b"])
    assert (low, high) == (0.0, 1.0)


def example():
    rows = [
        {"program": "h1", "fault": None, "causes": ""},
        {"program": "h2", "fault": None, "causes": "batch_size"},
        {"program": "h3", "fault": None, "causes": "batch_size", "objection": "over-fitted"},
        {"program": "f1", "fault": "zeros", "accepted": "initialization", "killed": True, "lost": 0.4},
        {"program": "f2", "fault": "zeros", "accepted": "initialization", "killed": True, "lost": 0.01},
        {"program": "f3", "fault": "tiny", "accepted": "undercapacity", "killed": True, "lost": 0.1},
        {"program": "f4", "fault": "tiny", "accepted": "undercapacity", "killed": False, "causes": "optimizer"},
    ]
    rows[3] |= {"causes": "initialization dying_units", "train_seconds": 2.0, "diagnosis_seconds": 3.0}
    rows[4] |= {"causes": "dying_units initialization", "train_seconds": 1.0, "diagnosis_seconds": 1.2}
    rows[5] |= {"causes": "", "error": "ValueError: no"}
    table = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    return table.assign(dataset="wine", architecture="mlp", accepted=table["accepted"].fillna(""))


def test_the_figures_by_hand():
    table = example()
    assert list(faulty(table)["program"]) == ["f1", "f2", "f3"]
    assert list(healthy(table)["program"]) == ["h1", "h2"]
    assert list(harmless(table)["program"]) == ["f4"]
    assert right(faulty(table), 1) == [True, False, False]
    assert right(faulty(table), 3) == [True, True, False]
    assert slower(table)["all"] == pytest.approx(1.4)
    assert math.isnan(exact_share([]).share)


def test_the_report_by_hand():
    found = {sheet.title: sheet.rows for sheet in sheets(example())}
    assert ("healthy programs that are not good practice, which do not count", "1") in found["What was run"]
    assert ("programs with a mistake that does harm", "3") in found["What was run"]
    rates = {row[0]: row[1:3] for row in found["What it comes to"]}
    assert rates["a cause is named (recall)"] == ("2 of 3", "66.7 %")
    assert rates["a right cause is the first (top 1)"] == ("1 of 3", "33.3 %")
    assert rates["a right cause is among three (top 3)"] == ("2 of 3", "66.7 %")
    assert rates["false alarms"] == ("1 of 2", "50.0 %")
    assert rates["alarms on harmless mistakes"] == ("1 of 1", "100.0 %")
    assert ("initialization", "2", "100.0 %", "50.0 %", "100.0 %") in found["By cause"]
    assert ("undercapacity", "none 1") in found["What is named first"]
    assert found["False alarms"] == [("h2", "batch_size")]
    assert found["Diagnoses that died"] == [("f3", "ValueError: no")]
    assert "| a cause is named (recall) | 2 of 3 | 66.7 % |" in markdown(sheets(example()))


def test_a_changed_list_or_program_breaks_the_seal(tmp_path):
    some = programs("develop")[:5]
    seal(some, tmp_path)
    check_seal(some, tmp_path)
    with pytest.raises(BadInput, match="the programs of the sealed part"):
        check_seal([*some[:4], replace(some[4], accepted=("shortcut",))], tmp_path)
    with pytest.raises(BadInput, match="the programs of the sealed part"):
        check_seal([*some[:4], replace(some[4], content="{}")], tmp_path)
    (tmp_path / "sealed.txt").write_text(listing(some[:4]))
    with pytest.raises(BadInput, match=r"sealed\.txt"):
        check_seal(some, tmp_path)


def test_the_sealed_part_needs_its_option_and_is_the_one_that_was_sealed(capsys):
    from bench.faults.__main__ import main

    with pytest.raises(SystemExit):
        main(["--part", "sealed"])
    assert "add --sealed" in capsys.readouterr().err
    check_seal(programs("sealed"))
