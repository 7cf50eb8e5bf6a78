"""The first thing that a reviewer reads."""

import pytest

from confoundry.comparison.gate_changes import changed_gates, loosened
from confoundry.comparison.gates import check_gates
from confoundry.comparison.inputs import ChangedInput
from confoundry.comparison.sentence import sentence
from confoundry.comparison.settings import parse_gates

L2, NONE = ("lighting", "l2"), ("none", "l2")
WORSE, OF = "Worse: lighting × l2,", "of 4 numbers,"


@pytest.mark.parametrize(
    ("pull", "cost", "expected"),
    [
        (0.1, 0.0, f"{WORSE} more answers drawn to the shortcut (10.0 points); {OF} 1 is worse and 3 are the same."),
        (-0.1, 0.0, "Of 4 numbers, 1 is better and 3 are the same."),
        (0.05, 0.1, f"{WORSE} more accuracy lost to the shortcut (10.0 points); {OF} 2 are worse and 2 are the same."),
        (0.0, 0.0, "No relevant change: all 4 numbers are the same."),
    ],
)  # fmt: skip
def test_what_changed(numbers, sure, difference, pull, cost, expected):
    pairs = {
        L2: {"excess_pull": sure(pull), "shortcut_cost": sure(cost), "conflicting_accuracy": sure(0.0)},
        NONE: {"plain_accuracy": sure(0.0)},
    }
    assert sentence(difference(numbers(l2=0.2), numbers(l2=0.3), pairs, ran=["train@lighting-l2"])) == expected


def test_nothing_at_all_changed_is_not_the_same_as_nothing_that_matters(numbers, difference):
    same = {L2: None, NONE: None}
    assert sentence(difference(numbers(l2=0.2), numbers(l2=0.2), same)) == (
        "Nothing changed: the results are those of 0123456."
    )
    other = ChangedInput("params", "training.epochs", 1, 2)
    assert sentence(difference(numbers(l2=0.2), numbers(l2=0.2), same, inputs=[other])).startswith("No relevant change")


def test_what_cannot_be_told(numbers, difference):
    assert sentence(difference(numbers(l2=0.2), numbers(l2=0.2))) == (
        "No answers could be paired with those of 0123456, so no difference was judged."
    )
    some = sentence(difference(numbers(l2=0.2), numbers(l2=0.2), {NONE: None}))
    assert some == "Of 4 numbers, 3 are unpaired (not judged) and 1 is the same."
    assert sentence(difference(None, numbers(l2=0.2))) == (
        "Revision 0123456 has no results, so there is nothing to compare with."
    )
    assert sentence(difference(numbers(l1=0.2), numbers(l2=0.2))).startswith("The two revisions have no shortcut × var")


def test_a_broken_gate_comes_first_and_a_loosened_one_is_told(numbers, difference):
    after = numbers(l2=0.2)
    old, new = (parse_gates([{"metric": "excess_pull", "max": limit}]) for limit in (0.1, 0.15))
    found = difference(
        numbers(l2=0.2),
        after,
        {L2: None, NONE: None},
        gates=check_gates(new, after, None, {}),
        gate_changes=changed_gates(old, new),
        loosened=loosened((old, new), (after, after)),
    )
    assert sentence(found) == (
        "A gate failed (lighting × l2: excess_pull at 0.95 is 20 points (max 15)); nothing changed: the results are "
        "those of 0123456; gates check one number less strictly than before."
    )
