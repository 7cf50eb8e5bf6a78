"""Which variant is the remedy for another one's cause."""

from confoundry.diagnosis.helped import REMEDIES, differences, helped
from confoundry.diagnosis.names import CAUSES

PLAIN = {"network": "mlp", "units": [128, 64], "activation": "relu", "l2": 0.0}
SETTINGS = {
    "plain": PLAIN,
    "deep": PLAIN | {"units": [64] * 6},
    "deep_sigmoid": PLAIN | {"units": [64] * 6, "activation": "sigmoid"},
    "narrow": PLAIN | {"units": [1]},
    "narrower": PLAIN | {"units": [2]},
    "strong": PLAIN | {"l2": 1.0},
    "cnn": {"network": "cnn", "units": [64], "activation": "relu", "l2": 0.0, "kernel": 3},
}
SCORE = {"plain": 0.92, "deep": 0.91, "deep_sigmoid": 0.1, "narrow": 0.3, "narrower": 0.5, "strong": 0.8, "cnn": 0.96}


def test_it_differs_in_what_the_cause_is_about_and_in_as_little_else_as_can_be():
    other, gain = helped("deep_sigmoid", "hidden_activation", SETTINGS, SCORE, 0.02)
    assert (other, round(gain, 4)) == ("deep", 0.81)  # plain won more, but differs in the units too


def test_of_those_that_differ_as_little_it_is_the_best():
    assert helped("narrow", "undercapacity", SETTINGS, SCORE, 0.02)[0] == "plain"
    assert helped("strong", "overregularized", SETTINGS, SCORE, 0.02)[0] == "plain"


def test_of_those_that_are_as_good_it_is_the_first_whatever_cross_validation_it_has():
    settings = {"strong": PLAIN | {"l2": 1.0}, "plain": PLAIN | {"training.folds": 5}, "again": PLAIN}
    score = {"strong": 0.8, "plain": 0.92, "again": 0.92}
    assert helped("strong", "overregularized", settings, score, 0.02)[0] == "plain"


def test_none_where_no_variant_is_better_by_what_matters_or_differs_in_what_the_cause_is_about():
    assert helped("plain", "underregularized", SETTINGS, SCORE, 0.02) is None  # strong is worse
    assert helped("deep", "undercapacity", SETTINGS, SCORE | {"cnn": 0.92}, 0.02) is None
    assert helped("narrow", "data_scaling", SETTINGS, SCORE, 0.02) is None


def test_of_another_network_only_the_settings_that_both_have_count():
    assert differences(SETTINGS["plain"], SETTINGS["cnn"]) == {"network", "units"}
    assert differences(PLAIN, PLAIN | {"training.images": 50}) == {"training.images"}


def test_each_cause_with_a_remedy_is_one_that_there_is():
    assert REMEDIES.keys() <= CAUSES.keys()
