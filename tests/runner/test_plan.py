from confoundry.runner.dvc_books.status_words import words
from confoundry.runner.plan import Planned, plan
from confoundry.runner.steps import Step

A, B, C = Step("a", "a"), Step("b", "b", frozenset({"a"})), Step("c", "c")


def test_what_changed_runs_and_what_reads_it_may():
    assert plan([A, B, C], {"a": ["lr modified"]}) == [Planned(A, ("lr modified",), ()), Planned(B, (), ("a",))]


def test_nothing_runs_where_nothing_changed():
    assert plan([A, B, C], {}) == []


def test_all_run_when_forced():
    assert [one.why for one in plan([A, B, C], {}, force=True)] == [("forced",)] * 3


def test_dvcs_status_is_a_file_or_key_each():
    status = [
        {"changed deps": {"params.yaml": {"variants.l2.l2": "modified"}, "data.csv": "deleted"}},
        {"changed outs": {"model": "not in cache"}},
        "changed command",
    ]
    assert words(status) == [
        "variants.l2.l2 modified",
        "data.csv deleted",
        "output model not in cache",
        "changed command",
    ]
