from confoundry.files.run_times import ESTIMATES, TIMES, add_seconds, read_seconds
from confoundry.runner.past import Past, expected, time_left
from confoundry.runner.steps import Step

TRAIN = [Step(f"train@{name}", "train") for name in "abc"]


def seconds(step, past):
    return expected([step], past)[step.name]


def test_a_step_takes_as_long_as_it_last_did(tmp_path):
    Past(tmp_path).note("train@a", 12.34)
    assert seconds(TRAIN[0], Past(tmp_path).seconds) == 12.3


def test_a_new_step_takes_as_long_as_others_of_its_group():
    assert seconds(TRAIN[2], {"train@a": 10, "train@b": 20, "evaluate@a": 99}) == 15


def test_what_nobody_knows_is_not_guessed():
    assert seconds(Step("report", "report"), {"train@a": 10}) is None
    assert time_left([TRAIN[0], Step("report", "report")], {"train@a": 10}, 2) is None
    assert time_left([], {"train@a": 10}, 2) is None


def test_jobs_share_the_time_but_no_step_is_split():
    past = {"train@a": 10, "train@b": 10, "train@c": 40}
    assert time_left(TRAIN[:2], past, 2) == 10
    assert time_left(TRAIN, past, 2) == 40
    assert time_left(TRAIN, past, 1) == 60


def test_a_step_waits_for_what_it_reads_from():
    train = [Step("train@a", "train"), Step("train@b", "train")]
    evaluate = [Step("evaluate@a", "evaluate", needs=frozenset({"train@a"}))]
    past = {"train@a": 30, "train@b": 10, "evaluate@a": 20}
    assert time_left([*train, *evaluate], past, 2) == 50  # one after the other; shared out it would be 30
    assert time_left([*train, *evaluate], past, 1) == 60
    assert time_left(evaluate, past, 2) == 20  # what it reads from has ended


def test_an_estimate_stands_in_until_a_step_has_run(tmp_path):
    past = Past(tmp_path)
    add_seconds(tmp_path / ESTIMATES, {"train@a": 40, "train@b": 60})
    assert past.seconds == {}
    past.note("preflight", 3)  # the step that estimated
    assert time_left(TRAIN, past.seconds, 1) == 40 + 60 + 50  # c as a and b on average
    past.note("train@a", 31)
    past.write()
    assert seconds(TRAIN[0], Past(tmp_path).seconds) == 31
    add_seconds(tmp_path / ESTIMATES, {"train@a": 99})
    assert seconds(TRAIN[0], Past(tmp_path).seconds) == 31


def test_an_estimate_is_never_kept_as_a_time(tmp_path):
    add_seconds(tmp_path / ESTIMATES, {"train@a": 40})
    Past(tmp_path).note("train@b", 10)
    assert read_seconds(tmp_path / TIMES) == {"train@b": 10}


def test_a_broken_file_of_times_is_no_time(tmp_path):
    (tmp_path / ".runs").mkdir()
    (tmp_path / ".runs" / "times.json").write_text("[1]")
    assert Past(tmp_path).seconds == {}
