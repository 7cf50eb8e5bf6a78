"""What `confoundry verdicts` says before a first run, and after the first run of a study of one's own."""

import json
import shutil
import subprocess

import pytest

from confoundry.cli.committed import Agreement, agreement, comparable
from confoundry.cli.screen import after
from confoundry.study import StudySettings
from tests.cli.conftest import PARAMS
from tests.cli.test_verdicts_command import run

REST = "confounds: {none: {}, lighting: {}, patch: {}}\nvariants: {unregularized: {network: mlp}, l2: {network: mlp}}\n"
NOW = {
    "data": {"source": "mnist-5k", "path": "requirements.lock"},
    "confounds": {"lighting": {"levels": 10}, "corner": {"kind": "patch"}},
    "variants": {"plain": {"network": "mlp", "l2": 0.1}, "mlp": None},
}
COMMITTED = {
    "lighting": {"plain": {"verdict": "leans"}, "mlp": {"verdict": "leans"}},
    "corner": {"plain": {"verdict": "follows"}},
}


def test_in_a_fresh_clone_the_committed_verdicts_are_shown_and_called_so(study, capsys, monkeypatch):
    (study / "params.yaml").write_text(PARAMS + REST, encoding="utf-8")
    shutil.rmtree(study / "data")
    assert run("verdicts", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "  l2             ! leans on it" in shown
    assert shown.endswith(
        "These are the committed verdicts (metrics/). Nothing has run here yet;\n"
        "`confoundry run` computes them again.\n"
    )
    assert max(len(line) for line in shown.splitlines()) <= 80


@pytest.mark.parametrize(
    ("headline", "came"),
    [(None, "none"), ({"fog": {"l2": {}}, "patch": {"wide": {}}}, "those of another study (fog, patch)")],
)
def test_without_verdicts_of_this_study_one_line_says_what_to_run(study, headline, came, capsys, monkeypatch):
    path = study / "metrics/headline.json"
    path.unlink() if headline is None else path.write_text(json.dumps(headline))
    assert run("verdicts", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err == (
        "error: metrics/headline.json: expected verdicts of this study, "
        f"got {came}; run the study first: `confoundry run`\n"
    )


def other(section: str, **entries: object) -> dict:
    return NOW | {section: NOW[section] | entries}


@pytest.mark.parametrize(
    ("then", "left"),
    [
        (NOW, COMMITTED),
        (other("variants", plain={"network": "mlp", "l2": 0.5}), COMMITTED),  # a setting: that is what one compares
        (other("data", validation=0.3), COMMITTED),
        (other("data", source="npz"), {}),
        (other("data", path="mine.npz"), {}),
        (
            other("variants", plain={"network": "own.net:build"}),
            {"lighting": {"mlp": {"verdict": "leans"}}, "corner": {}},
        ),
        (other("confounds", corner={"kind": "lighting"}), {"lighting": COMMITTED["lighting"]}),
    ],
)
def test_verdicts_are_compared_on_the_same_data_confounds_and_networks(then, left):
    assert comparable(COMMITTED, NOW, then) == left


def test_the_first_run_of_a_study_of_ones_own_is_not_compared_with_the_demos_verdicts(study, capsys, monkeypatch):
    own = "data: {source: npz, path: mine.npz}\n"
    (study / "params.yaml").write_text(PARAMS + REST, encoding="utf-8")
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "params.yaml", "metrics"], [*who, "commit", "-qm", "demo"]):
        subprocess.run(["git", *command], check=True, cwd=study, capture_output=True)
    assert run("verdicts", monkeypatch=monkeypatch) == 0
    assert "6 of 6 verdicts agree with the committed ones." in capsys.readouterr().out
    (study / "params.yaml").write_text(own + PARAMS + REST, encoding="utf-8")
    assert run("verdicts", monkeypatch=monkeypatch) == 0
    shown = capsys.readouterr().out
    assert "Nothing to compare with: the committed verdicts are those of another study." in shown
    assert "agree" not in shown
    assert run("verdicts", "--json", monkeypatch=monkeypatch) == 0
    assert json.loads(capsys.readouterr().out)["committed"]["of"] == 0


def test_nothing_in_common_is_not_compared():
    found = agreement(COMMITTED, {})
    assert found == Agreement(0, 0, [], new=3, gone=0)
    said = after(StudySettings(confounds=("patch",), variants=("l2",), alignments=("control", 0.95)), {}, found, [])
    assert said.plain.splitlines()[1] == "Nothing to compare with: the committed verdicts are those of another study."
