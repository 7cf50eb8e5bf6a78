import numpy as np
import pytest

from confoundry.evaluation.settings import LimitSettings
from confoundry.evaluation.summary import summary
from confoundry.tables import TABLES

LIMITS = LimitSettings()


@pytest.fixture
def arms(answering, worlds, following, ignoring):
    labels, maps = worlds(R=5, per_class=10)
    right, follow = (make(labels, maps, 5, 5).argmax(-1) for make in (ignoring, following))
    mixed = right.copy()
    mixed[4] = follow[4]  # the last seed alone follows, and is said to have failed
    return {
        "control": answering(right, labels, maps, order="circular"),
        "0.9": answering(mixed, labels, maps, order="circular", failures=["", "", "", "", "untrained"]),
        "1.0": answering(follow, labels, maps, order="circular", failures=["diverged"] * 5),
    }


def row(table, alignment, metric):
    return table.set_index(["alignment", "metric"]).loc[(alignment, metric)]


def test_failed_seeds_count_and_are_left_out_beside_it(arms):
    table = summary("lighting", "l2", arms, LIMITS)
    whole, trained = row(table, "0.9", "pull"), row(table, "0.9", "pull_trained")
    assert (whole["value"], whole["replicates"], whole["failed"]) == (pytest.approx(0.2), 5, 1)
    assert (trained["value"], trained["replicates"], trained["failed"]) == (0, 4, 0)
    excess = row(table, "0.9", "excess_pull_trained")
    assert (excess["value"], excess["replicates"]) == (0, 4)
    assert row(table, "0.9", "conflicting_accuracy_at_2_trained")["value"] == 1
    assert row(table, "0.9", "worst_group_accuracy_trained")["value"] == 1


def test_where_all_failed_nothing_is_left(arms):
    table = summary("lighting", "l2", arms, LIMITS)
    for metric in ("pull_trained", "sensitivity_trained", "worst_group_accuracy_trained", "shortcut_cost_trained"):
        none_left = row(table, "1.0", metric)
        assert np.isnan(none_left["value"]), metric
        assert (none_left["images"], none_left["replicates"]) == (0, 0), metric


def test_where_none_failed_there_are_no_such_rows(arms):
    table = summary("lighting", "l2", {"control": arms["control"]}, LIMITS)
    assert not table["metric"].str.endswith("_trained").any()


def test_its_columns_and_order(arms):
    table = summary("lighting", "l2", arms, LIMITS)
    assert table.dtypes.astype(str).to_dict() == TABLES["summary"]
    keys = list(zip(table["alignment"], table["metric"], strict=True))
    assert keys == sorted(set(keys))
    assert keys[0] == ("", "tolerance")


def test_below_three_seeds_there_are_values_without_limits(arms):
    two = {name: arm.only(np.arange(5) < 2) for name, arm in arms.items() if name != "1.0"}
    table = summary("lighting", "l2", two, LIMITS)
    accuracy = table[table["metric"].str.endswith("_accuracy")]
    assert accuracy["value"].notna().all()
    assert accuracy["low"].isna().all()


def test_one_seed_too(arms):
    one = {name: arm.only(np.arange(5) < 1) for name, arm in arms.items() if name != "1.0"}
    assert row(summary("lighting", "l2", one, LIMITS), "0.9", "pull")["value"] == 0
