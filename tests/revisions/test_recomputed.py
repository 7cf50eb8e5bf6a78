"""Committed numbers are held against those that the answers give."""

import math
import shutil
from dataclasses import replace

import pytest

from confoundry.errors import BadInput
from confoundry.evaluation.settings import LimitSettings
from confoundry.files.params import read_params
from confoundry.paths import RESULTS
from confoundry.revisions.reading import numbers_of
from confoundry.revisions.recomputed import check_follows
from confoundry.revisions.stored import RevisionFiles
from confoundry.settings import parse
from confoundry.study import StudySettings

PULL = ("lighting", "l2", "0.95", "excess_pull")


@pytest.fixture
def files(stubbed, tmp_path, monkeypatch):
    """The files of a study whose answers are made up; not to be changed."""
    monkeypatch.chdir(stubbed.folder)
    return RevisionFiles(None, tmp_path)


def on_trust(files, numbers):
    """Check numbers, and return what is taken on trust."""
    study = parse(StudySettings, read_params().get("study"), "study")
    return check_follows(files, numbers, study, LimitSettings())


def test_the_committed_numbers_of_a_study_follow(files):
    assert on_trust(files, numbers_of(files)) == []


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ({"value": 0.02}, "expected 1.04 points (0.4 to 1.68) from 961 images and 3 seeds, got 2 points (0.4 to 1.68)"),
        ({"high": math.nan}, "got 1.04 points from 961 images"),
        ({"images": 2}, "got 1.04 points (0.4 to 1.68) from 2 images"),
        (None, "got no such number"),
    ],
)
def test_a_row_that_does_not_follow_is_named(files, forged, said):
    numbers = numbers_of(files)
    rows = {**numbers.rows, PULL: replace(numbers.rows[PULL], **forged or {})}
    if forged is None:
        del rows[PULL]
    with pytest.raises(BadInput, match="do not follow from the answers: lighting × l2: excess_pull") as error:
        on_trust(files, replace(numbers, rows=rows))
    assert said in str(error.value)


def test_a_verdict_that_does_not_follow_is_named(files):
    numbers = numbers_of(files)
    entry = {**numbers.headline["lighting"]["l2"], "verdict": "follows"}
    headline = {**numbers.headline, "lighting": {**numbers.headline["lighting"], "l2": entry}}
    with pytest.raises(BadInput, match=r'lighting × l2: verdict: expected ".*", got "follows"'):
        on_trust(files, replace(numbers, headline=headline))


def test_a_variant_may_not_be_left_out(files):
    numbers = numbers_of(files)
    headline = {name: {"l2": variants["l2"]} for name, variants in numbers.headline.items()}
    with pytest.raises(BadInput, match="lighting × unregularized: expected a verdict, got none"):
        on_trust(files, replace(numbers, headline=headline))


def test_what_has_no_answers_is_taken_on_trust(study, tmp_path, monkeypatch):
    monkeypatch.chdir(study.folder)
    shutil.rmtree(RESULTS / "none" / "l2")
    shutil.rmtree(".dvc/cache")
    files = RevisionFiles(None, tmp_path / "scratch")
    assert on_trust(files, numbers_of(files)) == [("none", "l2")]
    numbers = numbers_of(files)
    rows = {**numbers.rows, PULL: replace(numbers.rows[PULL], value=0.5)}
    with pytest.raises(BadInput, match=r"excess_pull at 0\.95"):  # the others are checked all the same
        on_trust(files, replace(numbers, rows=rows))
