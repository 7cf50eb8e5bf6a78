"""A wrong gate is one line that names its key, before anything runs."""

import csv
from pathlib import Path

import pytest

from confoundry.comparison.pairing import can_be_paired
from confoundry.evaluation.names import numbers
from confoundry.evaluation.table import METRICS

FIX, REMOVE = "fix this key", "fix the name, or remove the gate"
KEYS = "one of the keys confound, variant, alignment, metric, min, max, max_drop"
METRIC = "gates.0.metric: expected a metric (see docs/metrics.md), or a pattern that matches one"
ONE = "exactly one of min, max and max_drop"


@pytest.mark.parametrize(
    ("gate", "line"),
    [
        ({"max": 1}, "gates.0.metric: expected a value, got nothing; add this key"),
        ({"metric": "pull", "max": "x"}, f'gates.0.max: expected a number, got "x"; {FIX}'),
        ({"metric": "pull", "max_drop": -1}, f"gates.0.max_drop: expected at least 0, got -1; {FIX}"),
        ({"metric": "pull", "maximum": 1}, f"gates.0.maximum: expected {KEYS}, got the key maximum; did you mean max?"),
        ({"metric": "pull"}, f'gates.0: expected {ONE}, got {{"metric": "pull"}}; {FIX}'),
        (
            {"metric": "p", "min": 0, "max": 1},
            f'gates.0: expected {ONE}, got {{"metric": "p", "min": 0, "max": 1}}; {FIX}',
        ),
        ({"metric": "pull", "max": 1, "alignment": True}, f"gates.0.alignment: expected text, got true; {FIX}"),
        (
            {"metric": "pull", "max": 1, "confound": "fog"},
            f'gates.0.confound: expected one of none, lighting, or a pattern that matches one, got "fog"; {REMOVE}',
        ),
        (
            {"metric": "pull", "max": 1, "variant": "x*"},
            f'gates.0.variant: expected one of plain, l2, mine, or a pattern that matches one, got "x*"; {REMOVE}',
        ),
        (
            {"metric": "pull", "max": 1, "alignment": 0.9},
            "gates.0.alignment: expected one of control, 0.5, 0.95, or a pattern that matches one, "
            'got "0.9"; did you mean 0.95?',
        ),
        ({"metric": "tolerence", "min": 0.9}, f'{METRIC}, got "tolerence"; did you mean tolerance?'),
        ({"metric": "Pull", "max": 0.1}, f'{METRIC}, got "Pull"; did you mean pull?'),
        ({"metric": "f1", "max": 0.1}, f'{METRIC}, got "f1"; {REMOVE}'),
        ({"metric": "f1*", "max": 0.1}, f'{METRIC}, got "f1*"; {REMOVE}'),
        (
            {"metric": "conflicting_accuracy_at_10", "min": 0.1},
            f'{METRIC}, got "conflicting_accuracy_at_10"; did you mean conflicting_accuracy_at_1?',
        ),
        (
            {"metric": "tolerance", "max_drop": 0.1},
            "gates.0.metric: expected a metric whose drop can be tested (see docs/metrics.md), or a pattern "
            f'that matches one, got "tolerance"; {REMOVE}',
        ),
    ],
)
def test_a_wrong_gate_is_one_line(root, refused, gate, line):
    root.set("gates", [gate])
    assert refused() == f"params.yaml: {line}"


@pytest.mark.parametrize("alignment", ["control", 0.95, "0.*", None])
def test_a_right_gate_is_taken(root, alignment):
    root.set("gates", [{"confound": "light*", "metric": "pull", "max": 1, "alignment": alignment}])
    assert root.resolve()[0] == 0


@pytest.mark.parametrize(
    "metric", ["tolerance", "conflicting_accuracy_at_9", "worst_group_accuracy_groups", "pull_trained", "excess_*", "*"]
)
def test_a_gate_on_any_number_of_the_summary_is_taken(root, metric):
    root.set("gates", [{"metric": metric, "min": 0}])
    assert root.resolve()[0] == 0


def test_the_names_of_numbers_are_those_of_the_metrics():
    names = {name for name in numbers(10) if not name.endswith(("_trained", "_groups"))}
    assert {name.rpartition("_at_")[0] + "_at" if "_at_" in name else name for name in names} == set(METRICS)
    assert set(numbers(10, paired=True)) == {name for name in METRICS if can_be_paired(name)}


def test_the_committed_summary_holds_no_other_names():
    with (Path(__file__).parents[2] / "metrics/summary.csv").open(encoding="utf-8") as file:
        assert {row["metric"] for row in csv.DictReader(file)} <= set(numbers(10))
