"""What the counterfactual matrix says of a variant, in a sentence, and which variant of the study helps."""

import math

import pandas as pd
import pytest

from confoundry.diagnosis.shortcut import Audit, helps, shortcut
from confoundry.figures import Figures
from confoundry.tables import TABLES

NAN = math.nan
FIRST = {
    "aligned_accuracy": (0.987, 0.981, 0.994),
    "conflicting_accuracy": (0.66, 0.64, 0.68),
    "excess_pull": (0.18, 0.17, 0.20),
    "shortcut_cost": (0.25, 0.24, 0.27),
}


def audit(pulls, verdicts, judged=(), lines=None):
    """An audit of `lighting`: FIRST for each variant, with its own excess pull and limits."""
    rows = []
    for variant, pull in pulls.items():
        numbers = FIRST | {"excess_pull": pull}
        rows += [("lighting", variant, "0.95", name, *numbers[name], 961, 10, 0) for name in numbers]
        rows.append(("lighting", variant, "control", "conflicting_accuracy", 0.91, 0.90, 0.92, 961, 10, 0))
    compared = [
        ("lighting", variant, "excess_pull", "first", -0.04, -0.05, -0.03, 0.001, word, NAN) for variant, word in judged
    ]
    return Audit(
        confound="lighting",
        noun="light",
        levels=10,
        verdict_at="0.95",
        verdicts=verdicts,
        figures=Figures(pd.DataFrame(rows, columns=list(TABLES["summary"]))),
        comparisons=pd.DataFrame(compared, columns=list(TABLES["comparisons"])),
        lines=lines or {},
    )


def alone(verdict):
    return audit({"first": FIRST["excess_pull"]}, {"first": verdict})


@pytest.mark.parametrize(("verdict", "confidence"), [("follows", 0.95), ("leans", 0.7)])
def test_a_verdict_that_says_so_is_a_cause(verdict, confidence):
    cause = shortcut(alone(verdict), "first")
    assert cause is not None
    assert (cause.name, cause.layer, cause.confidence) == ("shortcut", None, confidence)


@pytest.mark.parametrize(
    "verdict", ["ignores", "distracted", "undecided", "trained", "failed to train", "confound hides the object"]
)
def test_other_verdicts_are_none(verdict):
    assert shortcut(alone(verdict), "first") is None


def test_a_variant_without_a_verdict_has_no_cause():
    assert shortcut(alone("leans"), "another") is None


def test_the_evidence_is_the_matrix_in_a_sentence():
    cause = shortcut(alone("leans"), "first")
    assert cause is not None
    assert cause.evidence == (
        "Where the light misleads, 66% (64–68) of the answers are right; where it helps, 98.7% (98.1–99.4). Of 100 "
        "answers, 18 (17–20) are drawn to the light because it was learned. It costs 25 (24–27) points of accuracy: "
        "with the light mixed in training, 91% of the answers are right. Measured on 961 test images × 10 values × "
        "10 training seeds. In training, the light goes with the class in 95% of the images."
    )


def test_a_number_without_limits_stands_alone():
    cause = shortcut(audit({"first": (0.18, NAN, NAN)}, {"first": "leans"}), "first")
    assert cause is not None
    assert "Of 100 answers, 18 are drawn" in cause.evidence


def test_the_remedy_of_the_first_variant_is_what_is_better_in_the_paired_comparison():
    pulls = {"first": FIRST["excess_pull"], "l1": (0.14, 0.13, 0.15), "l2": (0.05, 0.03, 0.07), "other": (0.01, 0, 0.2)}
    verdicts = {"first": "leans", "l1": "leans", "l2": "leans", "other": "undecided"}
    judged = [("l1", "better"), ("l2", "better"), ("other", "not resolved")]
    cause = shortcut(audit(pulls, verdicts, judged, {"l2": "l2: {network: mlp, l2: 0.01}"}), "first")
    assert cause is not None
    assert cause.remedy == (
        "l2: {network: mlp, l2: 0.01}  # in this study: of 100 answers, 5 are drawn to the light instead of 18; "
        "it still leans on the light, so also break the link in the data"
    )


def test_a_remedy_that_ignores_it_is_told_without_a_but():
    pulls = {"first": FIRST["excess_pull"], "cure": (0.0, -0.02, 0.02)}
    found = audit(pulls, {"first": "leans", "cure": "ignores"}, [("cure", "better")])
    cause = shortcut(found, "first")
    assert cause is not None
    assert cause.remedy == "cure  # in this study: of 100 answers, 0 are drawn to the light instead of 18"


def test_another_variant_is_helped_by_limits_that_do_not_meet():
    pulls = {"first": (0.05, 0.04, 0.06), "near": (0.15, 0.12, 0.18), "here": (0.18, 0.17, 0.20)}
    found = audit(pulls, dict.fromkeys(pulls, "leans"))
    assert helps(found, "here") == "first"
    assert helps(found, "near") == "first"
    assert helps(found, "first") is None


def test_where_nothing_helped_the_remedy_is_in_the_data():
    cause = shortcut(alone("follows"), "first")
    assert cause is not None
    assert cause.remedy.startswith("no variant of this study helps; break the link in the data")
    assert "every value of the light" in cause.remedy
