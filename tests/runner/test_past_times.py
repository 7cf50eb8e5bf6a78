import pytest

from confoundry.runner.past import Past, expected, in_words, time_left
from confoundry.runner.steps import Step

TRAIN = [Step(f"train@{name}", "train") for name in "abc"]


def test_a_step_takes_as_long_as_it_last_did(tmp_path):
    Past(tmp_path).note("train@a", 12.34)
    assert expected(TRAIN[0], Past(tmp_path).seconds) == 12.3


def test_a_new_step_takes_as_long_as_others_of_its_group():
    assert expected(TRAIN[2], {"train@a": 10, "train@b": 20, "evaluate@a": 99}) == 15


def test_what_nobody_knows_is_not_guessed():
    assert expected(Step("report", "report"), {"train@a": 10}) is None
    assert time_left([TRAIN[0], Step("report", "report")], {"train@a": 10}, 2) is None
    assert time_left([], {"train@a": 10}, 2) is None


def test_jobs_share_the_time_but_no_step_is_split():
    past = {"train@a": 10, "train@b": 10, "train@c": 40}
    assert time_left(TRAIN[:2], past, 2) == 10
    assert time_left(TRAIN, past, 2) == 40
    assert time_left(TRAIN, past, 1) == 60


def test_a_broken_file_of_times_is_no_time(tmp_path):
    (tmp_path / ".runs").mkdir()
    (tmp_path / ".runs" / "times.json").write_text("[1]")
    assert Past(tmp_path).seconds == {}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (8.4, "8 s"), (47, "50 s"), (100, "2 min"), (3540, "59 min"), (4800, "1 h 20 min")],
)
def test_times_are_rough(seconds, words):
    assert in_words(seconds) == words
