"""`confoundry plan`: one screen at 80 columns, with the reasons in a word or two; details on request."""

import json
from collections import Counter
from pathlib import Path

import pytest
from dvc.repo import Repo

from confoundry.cli.plan import _print_screen as print_screen
from confoundry.cli.plan import plan
from confoundry.runner.dvc_books.ledger import RunLedger
from confoundry.runner.plan import Planned
from confoundry.runner.steps import Step
from tests.cli.test_verdicts_command import run

pytestmark = pytest.mark.filterwarnings("ignore:_NoneStep:DeprecationWarning")  # of a library of DVC's
DVC_YAML = """
stages:
  make: {cmd: "cat seed.txt > made.txt", deps: [seed.txt], outs: [made.txt]}
  cell:
    matrix: {name: "${names}"}
    cmd: "cat made.txt > ${item.name}.txt"
    deps: [made.txt]
    params: ["sizes.${item.name}"]
    outs: ["${item.name}.txt"]
  count:
    foreach: ${names}
    do: {cmd: "cat ${item}.txt > ${item}.count", deps: ["${item}.txt"], outs: ["${item}.count"]}
"""
PARAMS = "names: [a, b]\nsizes: {a: 1, b: 2, c: 3}\n"


def planned(name: str, *why: str, after: tuple[str, ...] = ()) -> Planned:
    return Planned(Step(name, name.partition("@")[0]), why, after)


FOUND = [
    planned("resolve", "study.variants modified"),
    planned("train@none-l2", "variants.l2.l2 modified", "src/code.py modified", "src/more.py modified"),
    planned("train@none-wide", "new"),
    planned("train@patch-l2", "variants.l2.l2 modified"),
    planned("train@patch-wide", "new"),
    planned("evaluate@none-l2", "output results/none/l2 deleted"),
    planned("report", after=("evaluate@none-l2",)),
]
GROUPS = Counter({"resolve": 1, "ingest": 1, "train": 8, "evaluate": 8, "report": 1})
PAST = {"resolve": 1.0, "train@none-l2": 40.0, "train@patch-l2": 40.0, "evaluate@none-l2": 4.0, "report": 2.0}
SCREEN = """\
6 of 19 stages would run, about 1 min 20 s with 2 at once:
  resolve           changed: study.variants                                  1 s
  train     2 of 8  changed: variants.l2.l2 and 2 more                      40 s
  train     2 of 8  new                                                     40 s
  evaluate  1 of 8  missing: results/none/l2                                 4 s
1 more would run if its inputs change, about 1 min 20 s in all:
  report
`confoundry plan --details` shows every stage.
"""
DETAILS = """\
6 of 19 stages would run, about 1 min 20 s with 2 at once:
  resolve           study.variants                                           1 s
  train@none-l2     variants.l2.l2, src/code.py, src/more.py                40 s
  train@none-wide   new                                                     40 s
  train@patch-l2    variants.l2.l2                                          40 s
  train@patch-wide  new                                                     40 s
  evaluate@none-l2  output results/none/l2 deleted                           4 s
1 more would run if its inputs change, about 1 min 20 s in all:
  report
"""


def shown(capsys, found=FOUND, groups=GROUPS, *, details=False, past=PAST) -> str:
    print_screen(found, groups, 2, past, details=details)
    text = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"
    assert max(len(line) for line in text.splitlines()) <= 80
    return text


@pytest.mark.parametrize(("details", "screen"), [(False, SCREEN), (True, DETAILS)])
def test_the_screen_is_as_people_see_it(details, screen, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert shown(capsys, details=details) == screen


def test_where_no_time_is_known_a_study_says_what_measures_it(capsys, tmp_path, monkeypatch):
    line = "The time is not known yet: `preflight` measures it before anything is trained.\n"
    (tmp_path / "dvc.yaml").write_text("stages: {resolve: {cmd: python -m confoundry.stages.resolve}}")
    monkeypatch.chdir(tmp_path)
    assert line in shown(capsys, past={})
    (tmp_path / "dvc.yaml").write_text("stages: {}")
    assert line not in shown(capsys, past={}), "a graph of somebody else's has no preflight"


def test_all_forced_is_a_word(capsys):
    text = shown(capsys, [planned(f"train@{n}", "forced") for n in range(4)], Counter(train=4), past={})
    assert text.splitlines()[:2] == ["4 of 4 stages would run:", "  train  4 of 4  forced"]


def test_a_graph_of_many_groups_fits_on_one_screen_too(capsys):
    names = [f"stage_{number}" for number in range(60)]
    text = shown(capsys, [planned(name, f"{'x' * 100} modified") for name in names], Counter(names))
    assert len(text.splitlines()) <= 24
    assert "  and 46 more" in text


@pytest.fixture(scope="module")
def recorded(tmp_path_factory) -> Path:
    """A DVC repository whose stages ran; not to be changed."""
    folder = tmp_path_factory.mktemp("graph")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, text in {"dvc.yaml": DVC_YAML, "params.yaml": PARAMS, "seed.txt": "seed\n"}.items():
            (folder / name).write_text(text)
        Repo.init(no_scm=True).reproduce()
    return folder


@pytest.fixture
def graph(recorded, monkeypatch) -> Path:
    """The repository, whose parameters are put back afterwards; the current folder."""
    monkeypatch.chdir(recorded)
    monkeypatch.setenv("COLUMNS", "80")
    yield recorded
    (recorded / "params.yaml").write_text(PARAMS)
    (recorded / "seed.txt").write_text("seed\n")


def why(capsys) -> dict[str, list[str]]:
    capsys.readouterr()
    plan(jobs=1, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"stages", "unchanged", "seconds", "on_remote"}
    assert all(set(one) == {"stage", "why", "after", "seconds"} for one in found["stages"])
    return {one["stage"]: one["why"] for one in found["stages"]}


def test_nothing_changed(graph, capsys, monkeypatch):
    assert run("plan", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == "Nothing to run: 5 of 5 stages are unchanged.\n"


def test_a_stage_that_never_ran_is_new_and_what_it_lacks_is_not_called_deleted(graph, capsys):
    (graph / "params.yaml").write_text(PARAMS.replace("[a, b]", "[a, b, c]"))
    assert why(capsys) == {"cell@c": ["new"], "count@c": ["new"]}


def test_a_changed_key_and_a_changed_file_are_named(graph, capsys):
    (graph / "params.yaml").write_text(PARAMS.replace("a: 1", "a: 9"))
    assert why(capsys) == {"cell@a": ["sizes.a modified"], "count@a": []}
    (graph / "seed.txt").write_text("another\n")
    assert why(capsys)["make"] == ["seed.txt modified"]


def test_a_text_in_the_place_of_the_parameters_is_planned_with(graph):
    changed = PARAMS.replace("[a, b]", "[a, c]").replace("a: 1", "a: 9")
    books = RunLedger(instead={Path("params.yaml"): changed})
    assert books.why(wait=False) == {"cell@a": ["sizes.a modified"], "cell@c": ["new"], "count@c": ["new"]}
    assert (graph / "params.yaml").read_text() == PARAMS


def test_an_unknown_stage_gets_the_name_that_is_like_it(graph, capsys, monkeypatch):
    assert run("plan", "cel@a", monkeypatch=monkeypatch) == 2
    line = "error: stage: expected one of the stages make, cell, count, got cel@a; did you mean cell@a?\n"
    assert capsys.readouterr().err == line


def test_outside_of_a_study_it_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    expected = "error: this folder: expected a study: dvc.yaml in a DVC repository, got"
    assert run("plan", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err == f"{expected} a folder without one; change to the study's folder\n"
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    assert run("plan", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err == f"{expected} a dvc.yaml without a DVC repository; run `dvc init`\n"


def test_a_repository_without_a_graph_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Repo.init(no_scm=True)
    assert run("plan", monkeypatch=monkeypatch) == 2
    line = "error: this folder: expected a dvc.yaml, got none; change to the study's folder\n"
    assert capsys.readouterr().err == line


def test_settings_are_checked_first(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc").mkdir()
    (tmp_path / "dvc.yaml").write_text("stages: {a: {cmd: python -m confoundry.stages.resolve}}\n")
    (tmp_path / "params.yaml").write_text(
        "study: {confounds: [none], variants: [l2], alignments: [control]}\n"
        "confounds: {none: {}}\nvariants: {l2: {network: mlp, unit: [8]}}\n"
    )
    assert run("plan", monkeypatch=monkeypatch) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert shown.err.startswith("error: params.yaml: variants.l2.unit: expected one of the keys ")
    assert shown.err.endswith("got the key unit; did you mean units?\n")


def test_the_data_are_looked_for_first(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc").mkdir()
    (tmp_path / "dvc.yaml").write_text("stages: {a: {cmd: python -m confoundry.stages.resolve}}\n")
    (tmp_path / "params.yaml").write_text(
        "data: {source: npz, path: mien.npz}\nstudy: {confounds: [none], variants: [l2], alignments: [control]}\n"
        "confounds: {none: {}}\nvariants: {l2: {network: mlp}}\n"
    )
    assert run("plan", monkeypatch=monkeypatch) == 2
    line = (
        "error: params.yaml: data.path: expected a file or a folder, got mien.npz, which does not exist; fix the path"
    )
    assert capsys.readouterr().err == f"{line}\n"


@pytest.mark.parametrize("name", ["dvc.yaml", "params.yaml"])
def test_a_bomb_is_refused_before_dvc_reads_it(name, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".dvc").mkdir()
    (tmp_path / "dvc.yaml").write_text("stages: {}\n")
    nines = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (tmp_path / name).write_text(f"a0: &a0 [x]\n{nines}")
    assert run("plan", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err.startswith(f"error: {name}: expected YAML, got aliases that expand to more than")
