"""What a reviewer reads."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from confoundry.comment.markdown import markdown
from confoundry.comment.page import document
from confoundry.comment.text import text

SCREENS = Path(__file__).parents[1] / "screens"


@pytest.mark.parametrize("fixture", ["worse", "unpaired"])
@pytest.mark.parametrize(("render", "ending"), [(text, "txt"), (markdown, "md")])
def test_it_is_as_people_see_it(fixture, render, ending, request):
    said = render(document(request.getfixturevalue(fixture)))
    assert said == (SCREENS / f"diff_{fixture}.{ending}").read_text(encoding="utf-8")


@pytest.mark.parametrize("fixture", ["worse", "unpaired", "huge"])
def test_the_terminal_has_80_columns(fixture, request):
    lines = text(document(request.getfixturevalue(fixture))).splitlines()
    assert max(len(line) for line in lines) <= 80
    assert len(lines) < 250


def test_the_verdict_comes_first_and_then_the_table(worse):
    lines = [line for line in markdown(document(worse)).splitlines() if line]
    assert lines[0].startswith("**")
    assert lines[0].endswith(".**")
    assert lines[2].startswith("| shortcut | variant |")


def test_however_large_the_study_it_fits(huge):
    said = markdown(document(huge))
    assert len(said) <= len(said.encode()) < 60_000
    assert said.count("<details>") == said.count("</details>")
    assert "more; `confoundry diff --format json` lists them all." in said
    tokens = MarkdownIt("commonmark").enable("table").parse(said)
    tables = [at for at, token in enumerate(tokens) if token.type == "table_open"]
    end = next(at for at, token in enumerate(tokens) if token.type == "table_close")
    assert sum(token.type == "tr_open" for token in tokens[tables[0] : end]) == 1 + 20
    assert "@octocat" not in said


def test_the_least_room_still_says_the_verdict(huge):
    said = markdown(document(huge), most=4_000)
    assert len(said.encode()) <= 4_000
    assert said.startswith("**A gate failed")
    assert said.count("<details>") == said.count("</details>")


def test_the_curve_is_one_that_the_forge_draws(worse):
    chart = re.search(r"```mermaid\n(.*?)```", markdown(document(worse)), re.DOTALL)
    assert chart is not None
    lines = chart[1].splitlines()
    assert lines[1] == "xychart-beta"
    places = re.findall(r'"([^"]*)"', lines[2])
    assert places == ["mixed", "50%", "95%"]
    heights = [[float(number) for number in line.split("[")[1].strip("]").split(",")] for line in lines[4:]]
    assert heights == [[90, 85, 71], [90, 85, 35]]


def test_what_is_not_known_is_never_green(unpaired):
    for render in (text, markdown):
        said = render(document(unpaired))
        assert "✓" not in said
        assert "= same" not in said
        assert "dvc remote add" in said
        assert "dvc push" in said


def test_a_gate_and_a_number_are_told_once(worse):
    said = markdown(document(worse))
    assert said.count("| 19.0 → 55.0, +36.0 (35.2–36.8) | max_drop 5 |") == 1
    assert "| ✗ failed (new) | lighting × l2: excess_pull" in said
    assert [line for line in said.splitlines() if line.startswith("- New gate")] == [
        "- New gate: &#42; × &#42; × plain_accuracy, min 90 points."
    ]


def test_an_open_verdict_says_what_would_decide(worse):
    headline = {**worse.after.headline, "lighting": {"l2": {"verdict": "undecided", "reason": "9 more seeds"}}}
    turned = replace(worse, after=replace(worse.after, headline=headline))
    assert "Verdict on lighting × l2: leans → follows (9 more seeds)." in text(document(turned))


def test_networks_that_hardly_learned_are_warned_of_whatever_their_verdict(worse):
    assert "hardly" not in text(document(worse))
    words = {
        "none": {"l2": "hardly_learned"},
        "lighting": {"unregularized": "shortcut", "l2": "shortcut, hardly_learned"},
    }
    said = " ".join(text(document(replace(worse, after=replace(worse.after, causes=words)))).split())
    assert "⚠ l2 has hardly learned: a stock model does far better, so verdicts say little." in said
