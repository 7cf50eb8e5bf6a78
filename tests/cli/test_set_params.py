"""`--set key=value`: what it makes of params.yaml, and what it refuses."""

import shutil
from pathlib import Path

import pytest
from dvc.repo import Repo
from dvc.utils.serialize import dumps_yaml

from confoundry.cli.set_params import edit_params
from confoundry.cli.study_check import check_study
from confoundry.errors import BadInput
from tests.cli.test_verdicts_command import run

pytestmark = pytest.mark.filterwarnings("ignore:_NoneStep:DeprecationWarning")  # of a library of DVC's
ROOT = Path(__file__).parents[2]


@pytest.fixture
def params(tmp_path, monkeypatch) -> Path:
    """The repository's own params.yaml, with all its comments, in an otherwise empty folder; the current one."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "params.yaml", tmp_path)
    shutil.copytree(ROOT / "own", tmp_path / "own")
    return tmp_path / "params.yaml"


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(one.strip(), other.strip()) for one, other in pairs if one != other]


@pytest.mark.parametrize(
    ("setting", "change", "line"),
    [
        ("training.epochs=5", "training.epochs: 10 → 5", "epochs: 5"),
        ("variants.l2.l2=1e-05", "variants.l2.l2: 0.01 → 1e-05", "l2: {network: mlp, l2: 1e-05}"),
        (
            "variants.l2.dropout=0.1",
            "variants.l2.dropout: null → 0.1",
            "l2: {network: mlp, l2: 0.01, dropout: 0.1}",
        ),
        ("study.verdict_at = 0.9", "study.verdict_at: 0.95 → 0.9", "verdict_at: 0.9"),
        (
            "nightly.timezone=Europe/Berlin",
            'nightly.timezone: null → "Europe/Berlin"',
            "timezone: Europe/Berlin # of the schedule, such as Europe/Berlin; null: this machine's",
        ),
    ],
)
def test_one_line_changes_and_its_comment_stays(params, setting, change, line):
    before = params.read_text(encoding="utf-8")
    edited = edit_params([setting])
    assert edited.changes == (change,)
    [(_, now)] = changed_lines(before, edited.text)
    assert " ".join(now.split()) == line
    assert params.read_text(encoding="utf-8") == before
    edited.write()
    assert params.read_text(encoding="utf-8") == edited.text


def test_dvc_writes_its_lock_in_this_process_as_in_any_other(params):
    before = dumps_yaml({"nothing": None})
    edit_params(["nightly.timezone=Europe/Berlin"])
    assert dumps_yaml({"nothing": None}) == before == "nothing:\n"


def test_several_values_and_a_list(params):
    before = params.read_text(encoding="utf-8")
    edited = edit_params(["study.variants=[unregularized, l2]", "study.replicates=2"])
    assert [" ".join(now.split()) for _, now in changed_lines(before, edited.text)] == [
        "variants: [unregularized, l2] # each is compared with the first",
        "replicates: 2 # training seeds",
    ]


def test_a_section_that_is_not_there_is_made(params):
    params.write_text(params.read_text(encoding="utf-8").replace("training:\n", "# "), encoding="utf-8")
    text = params.read_text(encoding="utf-8")
    params.write_text("".join(line for line in text.splitlines(True) if line[:4] not in ("  ep", "  ba", "  th")))
    assert edit_params(["training.epochs=3"]).text.endswith("training:\n  epochs: 3\n")


REFUSED = {
    "training.epoch=5": "training.epoch: expected one of the keys .*; did you mean epochs",
    "trainng.epochs=5": "trainng: expected one of the keys .*; did you mean training",
    "variants.l22.l2=0.1": "--set variants.l22.l2: expected one of the variants .*, got l22; did you mean l2",
    "variants.zzzz.l2=0.1": "got zzzz; add it to variants in params.yaml",
    "training.epochs=many": 'training.epochs: expected a whole number, got "many"',
    "training.epochs.x=1": "expected no keys below training.epochs, got x; set training.epochs as a whole",
    "study.variants.9=l2": "expected a number from 0 to 3, got 9; set study.variants as a whole",
    "study.variants.1=l1": "study.variants: expected entries that do not repeat",
    "training.epochs": "--set: expected key=value, with a key of params.yaml, got training.epochs",
    "training..epochs=1": "--set: expected key=value",
    "=1": "--set: expected key=value",
    "training.epochs=[1": "--set training.epochs: expected YAML, got while parsing",
    "data.path=" + "[" * 200 + "]" * 200: "more than 100 levels of nesting",
}


@pytest.mark.parametrize("setting", REFUSED, ids=lambda one: one[:24])
def test_what_is_wrong_is_refused_and_nothing_is_written(params, setting):
    before = params.read_bytes()
    with pytest.raises(BadInput, match=REFUSED[setting]):
        edit_params(["study.replicates=2", setting])
    assert params.read_bytes() == before
    assert not list(params.parent.glob(".tmp/*"))


def test_a_value_that_two_keys_share_is_not_changed_for_one(params):
    text = params.read_text(encoding="utf-8")
    text = text.replace("l2: {network: mlp, l2: 0.01}", "l2: &l2 {network: mlp, l2: 0.01}\n  same: *l2")
    params.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="another key shares"):
        edit_params(["variants.l2.l2=0.1"])


def test_another_graph_has_no_such_keys(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc").mkdir()
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    with pytest.raises(BadInput, match="--set: expected a Confoundry study"):
        check_study(["a=1"])


@pytest.fixture
def study(params, monkeypatch) -> Path:
    """A DVC repository of two stages that goes by our settings; `run` stops where stages would start."""
    Repo.init(no_scm=True)
    stages = "{resolve: {cmd: python -m confoundry.stages.resolve, params: [training.epochs], outs: [data/resolved]}}"
    (params.parent / "dvc.yaml").write_text(f"stages: {stages}\n")
    monkeypatch.setattr("confoundry.cli.run._run_flow", lambda *_: None)
    monkeypatch.setattr("confoundry.runner.server.use_server", lambda _: None)
    monkeypatch.setattr("confoundry.recorded.record", lambda: None)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    return params


def test_run_writes_the_value_and_says_so(study, capsys, monkeypatch):
    assert run("run", "--set", "training.epochs=5", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err == "params.yaml: training.epochs: 10 → 5\n"
    assert "\n  epochs: 5\n" in study.read_text(encoding="utf-8")


def test_run_writes_nothing_where_the_stage_does_not_exist(study, capsys, monkeypatch):
    before = study.read_bytes()
    assert run("run", "resolv", "--set", "training.epochs=5", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err.endswith("got resolv; did you mean resolve?\n")
    assert study.read_bytes() == before


def test_plan_goes_by_the_value_and_leaves_the_file(study, capsys, monkeypatch):
    before = study.read_bytes()
    assert run("plan", "-S", "training.epochs=5", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr()
    assert shown.err == "with training.epochs: 10 → 5 (params.yaml is not changed)\n"
    assert [line.split() for line in shown.out.splitlines()][:2] == [
        ["1", "of", "1", "stages", "would", "run:"],
        ["resolve", "new"],
    ]
    assert study.read_bytes() == before


@pytest.mark.parametrize(("seeds", "warned"), [(2, True), (3, False)])
def test_too_few_training_seeds_for_a_verdict_are_warned_about(study, seeds, warned, capsys):
    check_study([f"study.replicates={seeds}"])
    said = f"warning: with fewer than 3 training seeds every verdict stays undecided (study.replicates is {seeds})\n"
    assert capsys.readouterr().err == (said if warned else "")


def test_what_is_wrong_with_a_value_names_the_option_and_what_was_wrong_before_names_the_file(params):
    with pytest.raises(BadInput, match=r"^--set training\.epochs: expected at least 1, got -1; use another value$"):
        edit_params(["training.epochs=-1"])
    text = params.read_text(encoding="utf-8").replace("epochs: 10", "epochs: 0")
    params.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"^params\.yaml: training\.epochs: expected at least 1"):
        edit_params(["training.threads=1"])
