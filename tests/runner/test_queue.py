from confoundry.runner.queue import Queue, dependents, depths
from confoundry.runner.steps import Did, Step, StepOutcome

CELLS = [
    Step("data", "data"),
    Step("train@a", "train", frozenset({"data"})),
    Step("evaluate@a", "evaluate", frozenset({"data", "train@a"})),
    Step("train@b", "train", frozenset({"data"})),
    Step("evaluate@b", "evaluate", frozenset({"data", "train@b"})),
    Step("report", "report", frozenset({"evaluate@a", "evaluate@b"})),
]
RAN, FAILED = StepOutcome(Did.RAN), StepOutcome(Did.FAILED, status=1)


def names(steps):
    return [step.name for step in steps]


def test_a_step_waits_for_what_it_needs():
    queue = Queue(CELLS)
    assert names(queue.take(5)) == ["data"]
    assert names(queue.take(5)) == []
    queue.end("data", RAN)
    assert names(queue.take(5)) == ["train@a", "train@b"]


def test_no_more_steps_start_than_asked_for():
    queue = Queue(CELLS)
    queue.take(1)
    queue.end("data", RAN)
    assert names(queue.take(1)) == ["train@a"]
    assert names(queue.take(0)) == []


def test_the_evaluation_of_a_cell_comes_before_the_training_of_the_next():
    queue = Queue(CELLS)
    queue.take(1)
    queue.end("data", RAN)
    queue.take(1)
    queue.end("train@a", RAN)
    assert names(queue.take(1)) == ["evaluate@a"]


def test_a_failed_step_stops_what_depends_on_it_and_nothing_else():
    queue = Queue(CELLS)
    queue.take(1)
    queue.end("data", RAN)
    queue.take(2)
    queue.end("train@a", FAILED)
    assert queue.tally.of(Did.SKIPPED) == ["evaluate@a", "report"]
    queue.end("train@b", RAN)
    assert names(queue.take(5)) == ["evaluate@b"]
    queue.end("evaluate@b", RAN)
    assert queue.left == []
    assert (queue.ended, queue.of, queue.share) == (4, 6, 1.0)


def test_a_run_that_is_to_fail_fast_starts_nothing_more():
    queue = Queue(CELLS, keep_going=False)
    queue.take(1)
    queue.end("data", RAN)
    queue.take(2)
    queue.end("train@a", FAILED)
    assert names(queue.left) == ["train@b"]
    queue.end("train@b", RAN)
    assert queue.left == []


def test_depth_is_the_longest_way():
    assert depths(CELLS) == {
        "data": 0, "train@a": 1, "train@b": 1, "evaluate@a": 2, "evaluate@b": 2, "report": 3,
    }  # fmt: skip


def test_dependents_are_found_over_any_distance():
    assert dependents(CELLS, "train@b") == {"evaluate@b", "report"}
    assert dependents(CELLS, "report") == set()
