"""A planted confound, right and wrong in each way, counted by hand.

Three values, two classes. Map: class 0 has value 2, class 1 value 0. Training: 5 images of class 0 (a-e), 4 of class 1
(f-i); validation: 2 of class 0 (j, k), 2 of class 1 (l, m); n is a test image.
Conflicting, n·(1 - share) with halves up: at 0.5: 5 → 2.5 → 3, 4 → 2, 2 → 1. At 0.9: 5 → 0.5 → 1, 4 → 0.4 → 0, 2 → 0.
Control (share 1/3): 5 → 3.33 → 3, 4 → 2.67 → 3, 2 → 1.33 → 1.
"""

import pandas as pd
import pytest

from confoundry.checks.planted import check_planted

ALIGNMENTS = ["control", "0.5", "0.9"]
PLANTED = {  # values of a … e, f … i, j k, l m
    "control": "01022" + "1210" + "02" + "10",
    "0.5": "01022" + "1200" + "12" + "02",
    "0.9": "12222" + "0000" + "22" + "00",
}


def manifest() -> pd.DataFrame:
    splits = ["train"] * 9 + ["validation"] * 4 + ["test"]
    return pd.DataFrame({"id": list("abcdefghijklmn"), "label": [0] * 5 + [1] * 4 + [0, 0, 1, 1, 0], "split": splits})


def assignment(planted: dict[str, str] = PLANTED, replicates: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {"id": image, "alignment": alignment, "replicate": replicate, "value": int(value)}
        for alignment, values in planted.items()
        for replicate in range(replicates)
        for image, value in zip("abcdefghijklm", values, strict=True)
    )


def maps(replicates: int = 2) -> pd.DataFrame:
    rows = [(replicate, label, value) for replicate in range(replicates) for label, value in ((0, 2), (1, 0))]
    return pd.DataFrame(rows, columns=["replicate", "label", "value"])


def measured(images: int = 20, wrong: int = 1) -> pd.DataFrame:
    values = pd.DataFrame({"id": [f"x{image}" for image in range(images)], "value": 1, "measured": 1})
    values.loc[: wrong - 1, "measured"] = 2
    return values if wrong else values.assign(measured=1)


def check(planted=None, its_maps=None, its_measured=None, levels=3, alignments=ALIGNMENTS):
    return check_planted(
        assignment() if planted is None else planted,
        maps() if its_maps is None else its_maps,
        manifest(),
        measured() if its_measured is None else its_measured,
        levels,
        alignments,
    )


def failed(checked) -> dict[str, tuple[str, ...]]:
    return {one.name: one.ids for one in checked.failed("critical")}


def test_what_was_asked_for_passes():
    checked = check()
    assert checked.passed
    assert checked.failures() == ""
    assert set(checked.checks) == {
        "wrong_arms",
        "incomplete_arms",
        "values_out_of_range",
        "wrong_maps",
        "changed_labels",
        "wrong_conflict_counts",
        "uneven_values",
        "values_not_read_back",
    }


def test_a_conflict_more_is_named():
    planted = assignment(PLANTED | {"0.9": "10222" + "0000" + "22" + "00"})
    assert failed(check(planted)) == {
        "wrong_conflict_counts": ("0.9 · seed 0 · train · class 0", "0.9 · seed 1 · train · class 0")
    }


def test_halves_round_up_whatever_the_floats_say():
    # 5 · (1 - 0.9) is 0.49999999999999989 in floats, and would round to no conflict.
    planted = assignment(PLANTED | {"0.9": "22222" + "0000" + "22" + "00"}, replicates=1)
    assert failed(check(planted, maps(1))) == {"wrong_conflict_counts": ("0.9 · seed 0 · train · class 0",)}


def test_uneven_values_are_named():
    planted = assignment(PLANTED | {"0.5": "00022" + "1200" + "12" + "02"}, replicates=1)
    assert failed(check(planted, maps(1))) == {"uneven_values": ("0.5 · seed 0 · train · class 0",)}


def test_a_class_without_a_value_has_all_values_evenly():
    one_class = maps(1)[lambda rows: rows["label"] == 0]
    even = PLANTED | {"control": "01022" + "1210" + "02" + "10", "0.5": "01022" + "0121" + "12" + "02"}
    planted = assignment(even | {"0.9": "12222" + "0121" + "22" + "01"}, replicates=1)
    assert check(planted, one_class).passed
    planted = assignment(even | {"0.9": "12222" + "0111" + "22" + "01"}, replicates=1)
    assert failed(check(planted, one_class)) == {"uneven_values": ("0.9 · seed 0 · train · class 1",)}


def test_a_lost_image_is_named():
    planted = assignment()
    lost = (planted["alignment"] == "0.9") & (planted["replicate"] == 1) & (planted["id"] == "g")
    names = failed(check(planted[~lost]))
    assert names == {
        "incomplete_arms": ("0.9 · seed 1 (lacks images)",),
        "changed_labels": ("0.9 · seed 1 · train · class 1",),
    }


def test_a_test_image_in_an_arm_is_named():
    planted = assignment()
    planted.loc[planted["id"] == "g", "id"] = "n"
    arms = [f"{alignment} · seed {replicate}" for alignment in ALIGNMENTS for replicate in (0, 1)]
    named = {f"{arm} ({what})" for arm in arms for what in ("lacks images", "unknown images")}
    incomplete = check(planted).checks["incomplete_arms"]
    assert incomplete.failed == len(named) == 12
    assert set(incomplete.ids) < named


def test_an_image_that_stands_twice_is_named():
    planted = assignment()
    names = failed(check(pd.concat([planted, planted.iloc[[0]]])))
    assert names["incomplete_arms"] == ("control · seed 0 (images repeat)",)


@pytest.mark.parametrize("alignments", [[*ALIGNMENTS, "1.0"], ["control", "0.5"]])
def test_an_arm_too_few_or_too_many_is_named(alignments):
    other = "1.0" if "1.0" in alignments else "0.9"
    names = failed(check(alignments=alignments))
    assert names["wrong_arms"] == (f"{other} · seed 0", f"{other} · seed 1")


def test_a_value_out_of_range_is_named():
    planted = assignment(replicates=1)
    planted.loc[0, "value"] = 3
    assert failed(check(planted, maps(1)))["values_out_of_range"] == ("control · seed 0 · value 3",)


@pytest.mark.parametrize("value", [3, -1])
def test_a_map_out_of_range_is_named(value):
    wrong = maps()
    wrong.loc[1, "value"] = value
    assert failed(check(its_maps=wrong))["wrong_maps"] == ("seed 0 · class 1",)


def test_a_map_that_gives_a_class_two_values_is_named():
    wrong = pd.concat([maps(), pd.DataFrame({"replicate": [0], "label": [0], "value": [1]})])
    assert "seed 0 · class 0" in failed(check(its_maps=wrong))["wrong_maps"]


def test_values_must_read_back_in_95_of_100_images():
    assert check(its_measured=measured(20, wrong=1)).passed
    assert failed(check(its_measured=measured(20, wrong=2))) == {"values_not_read_back": ("x0", "x1")}


def test_nothing_measured_is_not_a_pass():
    assert failed(check(its_measured=measured(0, wrong=0))) == {"values_not_read_back": ("no image was measured",)}


def test_nothing_planted_has_one_arm_and_no_map():
    planted = assignment({"control": "0" * 13})
    plain = measured().assign(value=0, measured=0)
    assert check(planted, maps(0), plain, levels=1, alignments=["control"]).passed


def test_no_row_at_all_is_not_a_pass():
    checked = check(assignment().iloc[:0], maps(0))
    assert not checked.passed
    assert failed(checked)["wrong_arms"] == ("no arm at all",)


def test_the_result_is_plain_and_says_what_failed_in_a_line():
    checked = check(its_measured=measured(40, wrong=12))
    assert checked.failures() == "values not read back (12: x0, x1, x2, …)"
    plain = checked.as_json()["values_not_read_back"]
    assert (plain["passed"], plain["failed"], plain["severity"]) == (False, 12, "critical")
    assert plain["ids"] == [f"x{image}" for image in range(10)]
