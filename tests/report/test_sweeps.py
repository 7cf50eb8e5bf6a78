"""Variants that differ in one setting alone, and what their order is."""

from confoundry.report.sweeps import Sweep, sweeps, value_text

PLAIN = {"network": "mlp", "l2": 0.0, "units": [128, 64], "optimizer": "adam"}


def test_three_variants_that_differ_in_one_setting_are_a_sweep_in_its_order():
    variants = {"strong": PLAIN | {"l2": 0.1}, "plain": PLAIN, "weak": PLAIN | {"l2": 0.001}}
    assert sweeps(variants) == [Sweep("l2", ((0.0, "plain"), (0.001, "weak"), (0.1, "strong")))]


def test_two_are_none_nor_are_variants_that_differ_in_two_settings():
    assert sweeps({"plain": PLAIN, "weak": PLAIN | {"l2": 0.001}}) == []
    others = {"a": PLAIN | {"l2": 0.1, "optimizer": "sgd"}, "b": PLAIN | {"l2": 0.2, "optimizer": "adamw"}}
    assert sweeps({"plain": PLAIN, **others}) == []


def test_one_variant_may_belong_to_several_and_the_first_of_two_alike_stands_for_both():
    variants = {"plain": PLAIN, "adam": dict(PLAIN)}
    variants |= {f"l2_{value}": PLAIN | {"l2": value} for value in (0.1, 0.01)}
    variants |= {name: PLAIN | {"optimizer": name} for name in ("sgd", "adamw")}
    found = {one.setting: [variant for _, variant in one.steps] for one in sweeps(variants)}
    assert found == {"l2": ["plain", "l2_0.01", "l2_0.1"], "optimizer": ["plain", "sgd", "adamw"]}


def test_lists_go_by_length_and_what_is_not_set_comes_last():
    units = {name: PLAIN | {"units": value} for name, value in (("deep", [8, 8, 8]), ("flat", []), ("one", [512]))}
    assert [variant for _, variant in sweeps({"plain": PLAIN, **units})[0].steps] == ["flat", "one", "plain", "deep"]
    images = {f"of {count}": PLAIN | {"training.images": count} for count in (200, 50)}
    assert [value for value, _ in sweeps({"all": PLAIN, **images})[0].steps] == [50, 200, None]


def test_values_in_words():
    assert [value_text(value) for value in (0.00001, 3, [64, 32], [64] * 6, [], None, "sgd", True)] == [
        "1e-05",
        "3",
        "64-32",
        "6×64",
        "none",
        "not set",
        "sgd",
        "True",
    ]
