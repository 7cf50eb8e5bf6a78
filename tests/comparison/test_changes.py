"""What became of each number, by the rules of docs/metrics.md."""

import math

import pytest

from confoundry.comparison.changes import changes
from confoundry.evaluation.settings import LimitSettings
from confoundry.figures import Figure
from confoundry.statistics.crossed import Crossed

LIMITS = LimitSettings()


def judged(found):
    return {(one.confound, one.variant, one.metric): one.judgement for one in found}


def test_each_judgement_of_pairs(numbers, sure):
    before, after = numbers(l2=0.2), numbers(l2=0.3)
    pairs = {
        ("lighting", "l2"): {"excess_pull": sure(0.1), "shortcut_cost": sure(-0.1), "conflicting_accuracy": sure(0.0)},
        ("none", "l2"): {"plain_accuracy": sure(0.0, 0.02)},
    }
    found = changes(before, after, pairs, LIMITS)
    assert judged(found) == {
        ("lighting", "l2", "excess_pull"): "worse",
        ("lighting", "l2", "shortcut_cost"): "better",
        ("lighting", "l2", "conflicting_accuracy"): "same",
        ("none", "l2", "plain_accuracy"): "not resolved",
    }
    assert [one.judgement for one in found] == ["worse", "better", "not resolved", "same"], "what matters first"
    assert {one.how for one in found} == {"paired"}
    worst = found[0]
    assert (worst.before.value, worst.after.value, worst.difference) == (0.2, 0.3, pytest.approx(0.1))
    assert (worst.images, worst.replicates) == (10**9, 10), "of the pair, not of either revision"
    assert (worst.low, worst.high) == (pytest.approx(0.09804, abs=1e-5), pytest.approx(0.10196, abs=1e-5))


def test_what_is_not_paired_is_never_the_same(numbers):
    found = changes(numbers(l2=0.2), numbers(l2=0.2), {}, LIMITS)
    assert set(judged(found).values()) == {"unpaired"}
    assert {one.how for one in found} == {"summary"}
    assert all(math.isnan(one.low) and math.isnan(one.p_holm) for one in found)
    assert {one.difference for one in found} == {0.0}


def test_the_same_bytes_are_the_same_and_no_test_of_the_family(numbers):
    # p = 0.0278 each (z = 2.2): significant alone, and not as one of four.
    before, after = numbers(l2=0.2, l1=0.2), numbers(l2=0.4, l1=0.2)
    one = {"excess_pull": Crossed(0.22, 0.0, 0.01, 0.0, 10, 10**9)}
    alone = changes(before, after, {("lighting", "l2"): one, ("lighting", "l1"): None}, LIMITS)
    assert judged(alone)["lighting", "l2", "excess_pull"] == "worse"
    assert judged(alone)["lighting", "l1", "excess_pull"] == "same"
    four = {("lighting", "l2"): one | {"shortcut_cost": one["excess_pull"]}, ("lighting", "l1"): dict(one)}
    four["none", "l2"] = {"plain_accuracy": one["excess_pull"]}
    assert judged(changes(before, after, four, LIMITS))["lighting", "l2", "excess_pull"] == "not resolved"


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_null_is_not_measured(numbers, sure, side):
    sides = {"before": numbers(l2=0.2), "after": numbers(l2=0.3)}
    sides[side].rows["lighting", "l2", "0.95", "excess_pull"] = Figure()
    for pairs in ({}, {("lighting", "l2"): {"excess_pull": sure(0.1)}}, {("lighting", "l2"): None}):
        found = changes(sides["before"], sides["after"], pairs, LIMITS)
        assert judged(found)["lighting", "l2", "excess_pull"] == "not measured"


def test_a_pair_without_a_difference_is_not_measured(numbers):
    found = changes(numbers(l2=0.2), numbers(l2=0.3), {("lighting", "l2"): {"excess_pull": None}}, LIMITS)
    assert judged(found)["lighting", "l2", "excess_pull"] == "not measured"


def test_too_few_seeds_are_not_resolved(numbers):
    few = Crossed(0.3, math.nan, math.nan, math.nan, 2, 50)
    found = changes(numbers(l2=0.2), numbers(l2=0.5), {("lighting", "l2"): {"excess_pull": few}}, LIMITS)
    assert judged(found)["lighting", "l2", "excess_pull"] == "not resolved"


def test_only_what_both_have_is_compared(numbers):
    found = changes(numbers(l2=0.2, l1=0.1), numbers(l2=0.2, dropout=0.3), {}, LIMITS)
    assert {one.variant for one in found} == {"l2"}


def test_a_changed_verdict_comes_before_the_same_judgement(numbers):
    before, after = numbers(l2=0.2, l1=0.2), numbers(l2=0.2, l1=0.2)
    after.headline["lighting"]["l1"]["verdict"] = "follows"
    first = changes(before, after, {}, LIMITS)[0]
    assert (first.variant, first.verdict_before, first.verdict_after) == ("l1", "leans", "follows")
