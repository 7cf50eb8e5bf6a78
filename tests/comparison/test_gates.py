"""Gates: what they are about, and whether they hold."""

from dataclasses import replace

import pytest

from confoundry.comparison.directions import base_metric, sign_of_worse
from confoundry.comparison.gate_changes import changed_gates, loosened
from confoundry.comparison.gates import Drop, check_gates, drops_of
from confoundry.comparison.matching import matches, to_pair
from confoundry.comparison.settings import GateSettings, parse_gates
from confoundry.errors import BadInput
from confoundry.evaluation.table import METRICS
from confoundry.figures import Figure

PULL = ("lighting", "l2", "0.95", "excess_pull")


def gate(**keys):
    return parse_gates([keys])[0]


def statuses(gates, after, before=None, drops=None):
    return [(one.status, one.breaks) for one in check_gates(gates, after, before, drops or {})]


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        ({"metric": "excess_pull"}, [PULL]),  # at the alignment of the verdicts
        ({"metric": "excess_pull", "alignment": 0.5}, [("lighting", "l2", "0.5", "excess_pull")]),
        ({"metric": "excess_pull", "alignment": "*"}, [("lighting", "l2", "0.5", "excess_pull"), PULL]),
        ({"metric": "plain_accuracy"}, [("none", "l2", "control", "plain_accuracy")]),  # the only one there is
        ({"metric": "tolerance"}, [("lighting", "l2", "", "tolerance")]),
        ({"metric": "conflicting_*"}, [("lighting", "l2", "0.95", "conflicting_accuracy")]),
        (
            {"metric": "conflicting_*", "alignment": "control"},
            [("lighting", "l2", "control", "conflicting_accuracy")],
        ),
        ({"metric": "pull", "alignment": "*"}, []),  # of `none`: null by definition
        ({"metric": "excess_pull", "confound": "n*"}, []),
        ({"metric": "excess_pull", "variant": "L2"}, []),
    ],
)
def test_what_a_gate_is_about(numbers, keys, places):
    assert matches(gate(max=1, **keys), numbers(l2=0.2)) == places


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"max": 0.2}, ("passed", False)),
        ({"max": 0.19}, ("broken", True)),
        ({"min": 0.2}, ("passed", False)),
        ({"min": 0.21}, ("broken", True)),
    ],
)
def test_absolute_limits_include_what_they_name(numbers, limit, expected):
    assert statuses([gate(metric="excess_pull", **limit)], numbers(l2=0.2)) == [expected]


def test_a_null_that_is_no_definition_breaks(numbers):
    after = numbers(l2=0.2)
    after.rows[PULL] = Figure(failed=3)
    found = check_gates([gate(metric="excess_pull", max=1)], after, None, {})
    assert [(one.status, one.breaks, one.value) for one in found] == [("not measured", True, None)]
    assert found[0].message == "lighting × l2: excess_pull at 0.95 was not measured (max 100)"


@pytest.mark.parametrize(
    ("drop", "expected"),
    [
        (Drop(0.04, 0.001), ("broken", True)),
        (Drop(0.04, 0.2), ("passed", False)),  # not resolved: does not count
        (Drop(0.02, 0.001), ("passed", False)),  # no more than may be
        (Drop(-0.3, 0.001), ("passed", False)),  # less pull is better
        (Drop(float("nan"), 0.1), ("not measured", True)),
        (None, ("not measured", True)),  # not paired: nobody knows
    ],
)
def test_relative_limits_count_what_is_resolved(numbers, drop, expected):
    drops = {PULL: drop} if drop else {}
    before, after = numbers(l2=0.2), numbers(l2=0.24)
    assert statuses([gate(metric="excess_pull", max_drop=0.02)], after, before, drops) == [expected]


def test_a_fall_of_accuracy_is_a_drop(numbers):
    place = ("none", "l2", "control", "plain_accuracy")
    rule = [gate(metric="plain_accuracy", max_drop=0.02)]
    for value, expected in ((-0.05, "broken"), (0.05, "passed")):
        found = check_gates(rule, numbers(l2=0.2), numbers(l2=0.2), {place: Drop(value, 0.001)})
        assert [one.status for one in found] == [expected]


def test_what_is_new_has_nothing_to_drop_from_and_is_not_green(numbers):
    rule = [gate(metric="excess_pull", max_drop=0.02)]
    assert statuses(rule, numbers(l2=0.2), numbers(l1=0.2)) == [("not measured", False)]
    assert statuses(rule, numbers(l2=0.2), None) == [("not measured", False)]


@pytest.mark.parametrize("keys", [{"metric": "excess_pul", "max": 1}, {"metric": "tolerance", "max_drop": 0.1}])
def test_a_gate_that_is_about_nothing_is_an_error(numbers, keys):
    with pytest.raises(BadInput, match=r"params.yaml: gates.0: expected a gate on a number"):
        check_gates([gate(**keys)], numbers(l2=0.2), None, {})


def test_broken_ones_come_first(numbers):
    rules = [gate(metric="excess_pull", max=1), gate(metric="plain_accuracy", min=0.95)]
    assert [one.status for one in check_gates(rules, numbers(l2=0.2), None, {})] == ["broken", "passed"]


def test_further_pairs_are_those_that_relative_gates_ask_for(numbers):
    rules = [gate(metric="excess_pull", max=1), gate(metric="*accuracy", confound="lighting", max_drop=0.1)]
    assert to_pair(rules, numbers(l2=0.2)) == {("lighting", "l2"): [("0.95", "conflicting_accuracy")]}


def test_drops_come_from_pairs_alone(numbers, sure, difference):
    before, after = numbers(l2=0.2, l1=0.2), numbers(l2=0.3, l1=0.2)
    found = difference(before, after, {("lighting", "l2"): {"excess_pull": sure(0.1)}, ("none", "l1"): None})
    drops = drops_of(found.changes, {})
    assert drops[PULL].difference == pytest.approx(0.1)
    assert drops["none", "l1", "control", "plain_accuracy"] == Drop(0.0, 1.0, 0.0, 0.0)
    assert not [place for place in drops if place[:2] == ("lighting", "l1")]


def test_changed_gates():
    pull = {"metric": "excess_pull"}
    before = [gate(**pull, max=0.2), gate(metric="gap", max=0.5), gate(**pull, min=-0.1)]
    after = [gate(**pull, max=0.3), gate(**pull, min=-0.1), gate(metric="effect", max=0.2)]
    found = [(one.gate.metric, one.before, one.after, one.looser) for one in changed_gates(before, after)]
    assert found == [("excess_pull", 0.2, 0.3, True), ("effect", None, 0.2, False), ("gap", 0.5, None, True)]
    assert [one.looser for one in changed_gates([gate(metric="a", min=0.5)], [gate(metric="a", min=0.6)])] == [False]


def test_each_metric_has_a_direction():
    falls = [name for name in METRICS if sign_of_worse(name) < 0]
    assert all("accuracy" in name or name == "tolerance" for name in falls)
    assert (base_metric("pull_trained"), base_metric("conflicting_accuracy_at_3")) == (
        "pull",
        "conflicting_accuracy_at",
    )
    assert sign_of_worse("pull_trained") == 1


def test_a_gate_says_what_it_is():
    found = gate(metric="pull", alignment=1, max_drop=0)
    assert isinstance(found, GateSettings)
    assert (found.alignment, found.kind, found.limit) == ("1.0", "max_drop", 0.0)


def test_a_gate_on_a_judged_number_is_resolved_where_the_judgement_is(numbers, sure, difference):
    found = difference(numbers(l2=0.2), numbers(l2=0.3), {("lighting", "l2"): {"excess_pull": sure(0.1)}})
    corrected = [replace(one, p_holm=0.09) for one in found.changes]
    assert drops_of(corrected, {PULL: Drop(0.1, 0.04)})[PULL].p == 0.09


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([{"max": 0.2}], [{"max": 0.2}], []),
        ([{"max": 0.2}], [{"max": 0.1}], []),
        ([{"max": 0.2}], [{"max": 0.3}], [("l2", "max", 0.2, 0.3), ("none", "max", 0.2, 0.3)]),
        ([{"min": 0.2}], [{"min": 0.1, "variant": "l2"}, {"min": 0.3, "variant": "none"}], [("l2", "min", 0.2, 0.1)]),
        ([{"max": 0.2}], [], [("l2", "max", 0.2, None), ("none", "max", 0.2, None)]),
        ([{"max": 0.2}], [{"max": 0.2, "variant": "l2"}], [("none", "max", 0.2, None)]),
        ([{"max": 0.2}], [{"max": 0.2, "variant": "l2"}, {"max": 0.1, "variant": "n*"}], []),  # only other words
        ([{"max": 0.2}, {"max": 0.1, "variant": "l2"}], [{"max": 0.2}], [("l2", "max", 0.1, 0.2)]),
        ([{"max": 0.2}], [{"max_drop": 0}], [("l2", "max", 0.2, None), ("none", "max", 0.2, None)]),
    ],
)
def test_which_numbers_are_checked_less_strictly(numbers, before, after, expected):
    then, now = ([gate(metric="excess_pull", **keys) for keys in each] for each in (before, after))
    both = numbers(l2=0.2, none=0.1)
    found = loosened((then, now), (both, both))
    assert [(one.place[1], one.kind, one.before, one.after) for one in found] == expected
    assert {one.place[::2] for one in found} <= {("lighting", "0.95")}


def test_a_number_that_is_gone_is_checked_no_more(numbers):
    """A variant that is removed, and a `verdict_at` that moves the gate elsewhere."""
    gates = [gate(metric="excess_pull", max=0.2)]
    found = loosened((gates, gates), (numbers(l2=0.2, none=0.1), numbers(l2=0.2)))
    assert [(one.place, one.after) for one in found] == [(("lighting", "none", "0.95", "excess_pull"), None)]
    moved = replace(numbers(l2=0.2), verdict_at="0.5")
    assert [one.place for one in loosened((gates, gates), (numbers(l2=0.2), moved))] == [PULL]
