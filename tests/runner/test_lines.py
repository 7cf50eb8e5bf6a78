from dataclasses import replace

import pytest

from confoundry.errors import BadInput
from confoundry.runner.limits import seconds
from confoundry.runner.lines import closing_lines, failed_message, failure_lines, step_line
from confoundry.runner.logs import last_lines as log_tail
from confoundry.runner.steps import Did, StepOutcome, Tally


def test_a_line_counts_says_what_came_out_and_how_long_is_left():
    line = step_line("evaluate@lighting-l2", StepOutcome(Did.RAN, 7, "evaluate · lighting × l2 · 34 %"), 7, 24, 118)
    assert line == "7 of 24 · evaluate · lighting × l2 · 34 % · about 2 min left"


def test_a_stage_that_does_not_say_its_name_is_named():
    assert step_line("fetch", StepOutcome(Did.RAN, 1, "12 files"), 1, 2, None) == "1 of 2 · fetch · 12 files"
    assert step_line("fetch", StepOutcome(Did.RAN, 1), 1, 2, None) == "1 of 2 · fetch"


def test_a_failure_says_no_time_that_is_left():
    line = step_line("a", StepOutcome(Did.FAILED, 1, "ended with status 3", 3), 1, 2, 60)
    assert line == "1 of 2 · a · FAILED: ended with status 3"


def test_a_failure_shows_its_last_lines_at_once_and_its_log_at_the_end():
    failed = StepOutcome(Did.FAILED, 1, "ended with status 3", 3, ("no such file",), ".runs/1/a.log")
    tally = Tally({"a": failed, "b": StepOutcome(Did.SKIPPED), "c": StepOutcome(Did.UNCHANGED)})
    assert failure_lines(failed) == ["  | no such file"]
    assert closing_lines(tally, 61) == [
        "",
        "a ended with status 3",
        "  full log: .runs/1/a.log",
        "",
        "1 unchanged, 1 failed, 1 skipped, in 1 min",
    ]
    assert failed_message(["a"], ["b"]) == "a failed; 1 stage that depends on it did not run"


def test_a_reason_that_several_stages_share_is_said_once():
    full = "ended with status 75; the disk at /: expected free space, got none: it is full; free some there"
    tail = ("error: the disk at /: expected free space, got none: it is full; free some there", "0 bytes written", "75")
    failed = StepOutcome(Did.FAILED, 1, full, 75, tail, "a.log")
    assert failure_lines(failed) == ["  | 0 bytes written", "  | 75"]
    assert closing_lines(Tally({"a": failed, "b": replace(failed, log="b.log")}), 1) == [
        "",
        f"a, b {full}",
        "  full log: a.log",
        "  full log: b.log",
        "",
        "2 failed, in 1 s",
    ]


def test_a_logs_tail_has_no_control_characters_and_begins_where_it_is_asked_to(tmp_path):
    log = tmp_path / "log"
    log.write_bytes(b"before\n\x1b[31mred\x1b[0m\n\n 10 %\r100 %\nlast\n")
    assert log_tail(log, 7, 5) == ("red", "100 %", "last")
    assert log_tail(log, 0, 1) == ("last",)
    assert log_tail(tmp_path / "none", 0, 1) == ()


def test_death_by_a_signal_and_75_may_pass_and_nothing_else():
    passing = [status for status in (-9, -15, 0, 1, 2, 70, 75, 137) if StepOutcome(Did.FAILED, status=status).transient]
    assert passing == [-9, -15, 75]


@pytest.mark.parametrize(("text", "value"), [("90 s", 90), ("30 min", 1800), ("1.5h", 5400)])
def test_limits_have_units(text, value):
    assert seconds(text, "limit") == value


@pytest.mark.parametrize("text", ["30", "soon", "-3 s", "0 s", "3 days"])
def test_a_limit_without_a_unit_is_one_line(text):
    with pytest.raises(BadInput, match="expected a time limit"):
        seconds(text, "limit")
