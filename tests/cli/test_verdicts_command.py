import json
import subprocess
import sys
from pathlib import Path

import pytest

from confoundry.cli.app import main
from confoundry.cli.committed import Agreement, agreement
from confoundry.cli.screen import after
from confoundry.study import StudySettings

SCREENS = Path(__file__).parents[1] / "screens"


def run(*argv: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["confoundry", *argv])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("fixture", "screen"),
    [("study", "verdicts.txt"), ("committed", "verdicts_changed.txt"), ("hardly", "verdicts_hardly.txt")],
)
def test_the_screen_is_as_people_see_it(fixture, screen, request, capsys, monkeypatch):
    request.getfixturevalue(fixture)
    assert run("verdicts", monkeypatch=monkeypatch) == 0
    shown = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines()) + "\n"
    assert shown == (SCREENS / screen).read_text(encoding="utf-8")
    assert max(len(line) for line in shown.splitlines()) <= 80


def test_a_fresh_clone_says_which_networks_hardly_learned(study, capsys, monkeypatch):
    words = {"none": {"unregularized": "healthy", "l2": "overregularized, hardly_learned"}}
    (study / "metrics/diagnosis.json").write_text(json.dumps(words), encoding="utf-8")
    said = "l2 has hardly learned: a stock model does much better."
    assert run("verdicts", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "! hardly learned" in shown
    assert said in shown
    assert run("verdicts", "--json", monkeypatch=monkeypatch) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == [said]


def test_json_holds_the_verdicts_and_how_they_agree(committed, capsys, monkeypatch):
    assert run("verdicts", "--json", monkeypatch=monkeypatch) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["verdicts"]["lighting"]["l2"]["verdict"] == "leans"
    assert found["committed"] == {
        "same": 5,
        "of": 6,
        "changed": ["lighting × l2: ignores → leans"],
        "new": 0,
        "gone": 0,
    }
    assert found["page"] == "reports/index.html"


def test_without_git_json_says_null(study, capsys, monkeypatch):
    assert run("verdicts", "--json", monkeypatch=monkeypatch) == 0
    assert json.loads(capsys.readouterr().out)["committed"] is None


def test_verdicts_are_compared_where_both_sides_have_one():
    now = {"patch": {"l2": {"verdict": "leans"}, "l1": {"verdict": "ignores"}, "wide": {"verdict": "leans"}}}
    then = {"patch": {"l2": {"verdict": "leans"}, "l1": {"verdict": "follows"}, "dropout": {"verdict": "follows"}}}
    assert agreement(now, then) == Agreement(1, 2, ["patch × l1: follows → ignores"], new=1, gone=1)


def test_verdicts_that_one_side_alone_has_are_told_in_words():
    study = StudySettings(confounds=("patch",), variants=("l2",), alignments=("control", 0.95))
    said = after(study, {}, Agreement(4, 4, [], new=1, gone=8), []).plain.splitlines()
    assert said[1:4] == [
        "4 of 4 verdicts agree with the committed ones.",
        "No verdict is committed for 1 more.",
        "8 committed verdicts are on shortcuts or variants that are not in this study.",
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("metrics/headline.json", None),
        ("metrics/headline.json", "{"),
        ("metrics/headline.json", "[]"),
        ("metrics/summary.csv", None),
        ("metrics/summary.csv", "a,b\n1,2\n"),
        ("params.yaml", None),
        ("data/resolved/confounds/patch.json", None),
    ],
)
def test_bad_input_is_one_line_and_status_2(study, path, text, capsys, monkeypatch):
    (study / path).unlink()
    if text is not None:
        (study / path).write_text(text, encoding="utf-8")
    assert run("verdicts", monkeypatch=monkeypatch) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("error: ")
    assert shown.err.count("\n") == 1
    assert shown.out == ""


@pytest.mark.parametrize("argv", [["nonsense"], ["verdicts", "--nonsense"], ["verdicts", "too", "much"]])
def test_wrong_use_is_status_2(argv, capsys, monkeypatch):
    assert run(*argv, monkeypatch=monkeypatch) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_unexpected_error_is_status_70(study, capsys, monkeypatch):
    def broken(_headline):
        raise RuntimeError("a defect")

    monkeypatch.setattr("confoundry.cli.committed.compare_with_committed", broken)
    assert run("verdicts", monkeypatch=monkeypatch) == 70


def test_help_imports_nothing_heavy():
    heavy = ["tensorflow", "keras", "great_expectations", "prefect", "dvc", "pandas"]
    code = (
        "import sys; sys.argv = ['confoundry', '--help']\n"
        "from confoundry.cli.app import main\n"
        "try: main()\n"
        "except SystemExit as ended: assert not ended.code\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert "verdicts" in done.stdout
